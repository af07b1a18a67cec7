export { formatSize, pathParts, shortName, uniqueNames, type Names, type PathParts } from './names.ts';
export { explain } from './explain.ts';
export {
  eventOf,
  eventsAt,
  scopeOf,
  scopeOfTrace,
  sentenceOf,
  stepCount,
  traceOf,
  transcript,
  type ScopeName,
  type Trace,
} from './trace.ts';
export {
  outlineOf,
  reach,
  storeGraph,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type GraphOptions,
  type NodeState,
  type OutlineItem,
} from './graph.ts';
export { factsAt, type Around } from './facts-at.ts';
export { layout, type LayoutInput, type LayoutResult } from './layout.ts';
export { buildModel, hasBuild, type BuildModel, type BuildNode } from './build.ts';
export { keepersOf, storeRows, type Keeper, type StoreRow } from './store.ts';
export { profileModels, type ChainLink, type GenerationModel, type ProfileModel } from './profiles.ts';
export { gcGraph, gcModel, hasCollection, type GcModel, type GcRow } from './gc.ts';
