export { configure, type Configured } from './configuration.ts';
export { evaluatorOptions } from './evaluator-options.ts';
export { nixPrograms, NIX_COMMANDS } from './nix-programs.ts';
export { NIX_VERSION } from './nix-context.ts';
