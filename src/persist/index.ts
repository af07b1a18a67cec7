export { MemoryStore, RevisionConflict, type Rows, type SavedWorld, type WorldStore } from './world-store.ts';
export { openStore, type OpenedStore } from './open-store.ts';
