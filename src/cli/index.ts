export { nixPrograms, NIX_COMMANDS } from './nix-programs.ts';
