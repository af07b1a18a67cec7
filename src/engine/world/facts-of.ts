// Computes the facts that scopes are drawn from.
import type { ByteString } from '../base/index.ts';
import { findGenerations, profileChain } from '../profile/index.ts';
import {
  findRoots,
  isDerivationPath,
  narHash32,
  namePart,
  type Store,
  type ValidPath,
} from '../store/index.ts';
import type { Files } from '../vfs/index.ts';
import type { DerivationFact, Facts, GenerationFact, ProfileFact, StoreFact } from './facts.ts';
import type { World } from './world.ts';

export function factsOf(world: World): Facts {
  const { store, rootFiles } = world;
  return {
    store: store.database.paths().map((path) => storeFact(store, store.query(path))),
    profiles: profiles(store, rootFiles),
    roots: findRoots(rootFiles, (path) => store.isValid(path)).roots,
    time: world.now(),
  };
}

function storeFact(store: Store, info: ValidPath): StoreFact {
  const { path, narSize, references, deriver, registrationTime } = info;
  const isDerivation = isDerivationPath(path);
  return {
    path,
    name: namePart(path),
    kind: isDerivation ? 'derivation' : deriver === undefined ? 'source' : 'output',
    narHash: narHash32(info),
    narSize,
    references,
    registrationTime,
    ...(deriver === undefined ? {} : { deriver }),
    ...(isDerivation ? { derivation: derivationFact(store, path) } : {}),
  };
}

function derivationFact(store: Store, path: ByteString): DerivationFact {
  const { outputs, inputDrvs, inputSrcs, system, builder, args, env } = store.derivation(path);
  return {
    outputs: [...outputs].map(([name, output]) => ({ name, path: output.path })),
    inputDrvs: [...inputDrvs].map(([input, names]) => ({ path: input, outputs: names })),
    inputSrcs,
    system,
    builder,
    args,
    env: [...env],
  };
}

/** The profile of every user with a home, when it has a generation. */
function profiles(store: Store, files: Files): ProfileFact[] {
  const homes: [ByteString, ByteString][] = [['root', '/root']];
  if (files.exists('/home'))
    for (const { name } of files.readDir('/home')) homes.push([name, `/home/${name}`]);
  return homes.flatMap(([user, home]) => {
    const start = `${home}/.nix-profile`;
    if (!files.exists(start, false)) return [];
    const path = files.readlink(start);
    const { generations, current } = findGenerations(files, path);
    if (generations.length === 0) return [];
    return [
      {
        path,
        user,
        chain: profileChain(files, start),
        generations: generations.map(({ number, link, time }): GenerationFact => {
          const target = files.readlink(link);
          return {
            number,
            link,
            target,
            time,
            current: number === current,
            packages: packagesIn(store, target),
          };
        }),
      },
    ];
  });
}

/** The packages of a user environment: what its manifest refers to. */
function packagesIn(store: Store, environment: ByteString): readonly ByteString[] {
  const references = store.database.get(environment)?.references ?? [];
  const manifest = references.find((path) => path.endsWith('-env-manifest.nix'));
  return manifest === undefined ? [] : (store.database.get(manifest)?.references ?? []);
}
