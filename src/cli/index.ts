export { nixPrograms, NIX_COMMANDS } from './nix-programs.ts';
export { NIX_VERSION } from './nix-context.ts';
