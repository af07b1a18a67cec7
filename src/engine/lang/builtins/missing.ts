// Builtins of Nix that are known by name only. Calling one says so; it is never taken for an undefined variable.
// `derivationStrict` and the other builtins of the store are defined by the room that has one.
import type { BuiltinDescriptor } from './descriptor.ts';

const missing = (name: string, args: string): BuiltinDescriptor => ({
  kind: 'missing',
  name,
  args: args.split(' '),
  doc: 'Not simulated yet.',
});

export const MISSING_BUILTINS: readonly BuiltinDescriptor[] = [
  missing('derivationStrict', 'attrs'),
  missing('fetchGit', 'args'),
  missing('fetchMercurial', 'args'),
  missing('fetchTarball', 'args'),
  missing('__fetchurl', 'url'),
  missing('fetchTree', 'input'),
  missing('__filterSource', 'e1 e2'),
  missing('__flakeRefToString', 'attrs'),
  missing('__getFlake', 'args'),
  missing('__parseFlakeRef', 'flake-ref'),
  missing('__path', 'args'),
  missing('placeholder', 'output'),
  missing('__storePath', 'path'),
  missing('__toFile', 'name s'),
];
