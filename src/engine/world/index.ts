export type { WorldEvent, Observer } from './events.ts';
export type { Facts, StoreFact, DerivationFact, ProfileFact, GenerationFact, RootFact } from './facts.ts';
export {
  TABLE_NAMES,
  type Diff,
  type JournalEntry,
  type OutputChunk,
  type TableName,
  type Typed,
  type WorldRecords,
} from './journal.ts';
export { ROOT, World, type HostMount } from './world.ts';
export { factsOf } from './facts-of.ts';
export { squash, type Step } from './squash.ts';
