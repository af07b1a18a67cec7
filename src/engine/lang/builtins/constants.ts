// Constants: what is known before anything is evaluated.
import { makeAttrs } from '../value/attrs.ts';
import type { BuiltinDescriptor } from './descriptor.ts';

export const CONSTANTS: readonly BuiltinDescriptor[] = [
  { kind: 'constant', name: 'true', doc: 'The Boolean value true.', make: () => true },
  { kind: 'constant', name: 'false', doc: 'The Boolean value false.', make: () => false },
  { kind: 'constant', name: 'null', doc: 'The value null.', make: () => null },
  {
    kind: 'constant',
    name: '__currentTime',
    doc: 'The time when evaluation began, in seconds since 1970.',
    impure: true,
    make: (c) => c.host.currentTime,
  },
  {
    kind: 'constant',
    name: '__currentSystem',
    doc: 'The system that builds run on, such as "x86_64-linux".',
    impure: true,
    make: (c) => c.host.currentSystem,
  },
  { kind: 'constant', name: '__nixVersion', doc: 'The version of Nix.', make: (c) => c.host.nixVersion },
  { kind: 'constant', name: '__storeDir', doc: 'The folder of the Nix store.', make: (c) => c.host.storeDir },
  { kind: 'constant', name: '__langVersion', doc: 'The version of the language: 6.', make: () => 6 },
  {
    kind: 'constant',
    name: '__nixPath',
    doc: 'The search path, as a list of `{ path, prefix }`.',
    make: (c) =>
      c.searchPath.map(({ path, prefix }) =>
        makeAttrs([
          ['path', path],
          ['prefix', prefix],
        ]),
      ),
  },
];
