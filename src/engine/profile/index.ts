export type { ProfileEvent } from './events.ts';
export { writeManifest, type InstalledPackage, type MetaValue } from './manifest.ts';
export { addUserEnvironment } from './user-environment.ts';
export { buildEnvironment, EnvironmentConflict } from './build-env.ts';
export {
  ProfileError,
  createGeneration,
  deleteGenerations,
  findGenerations,
  profileChain,
  switchGeneration,
  switchLink,
  type Generation,
  type History,
  type ProfileAccess,
} from './generations.ts';
