// `fetchurl` and `fetchTarball`: one URL, perhaps with the hash that is behind it.
//
// Source of the rules and messages: Nix's `fetch` in primops/fetchTree; measured on Nix 2.36.
import { digest, showHash, type ByteString, type ParsedHash } from '../base/index.ts';
import {
  Attrs,
  EvalError,
  force,
  forceStringNoContext,
  hint,
  readHashOrNothing,
  task,
  Verbatim,
  type Builder,
  type BuiltinDescriptor,
  type Slot,
  type Task,
  type Value,
} from '../lang/index.ts';
import { makeFixedOutputPath, nameProblem } from '../store/index.ts';
import { checkUri } from './check-uri.ts';
import { channelUrl, downloadFile, fetching, SCHEMES } from './fetchers/index.ts';
import type { StoreHost } from './store-host.ts';
import { storeString } from './store-string.ts';

type Fetcher = 'fetchurl' | 'fetchTarball';

export function fetchUrlBuiltins(host: StoreHost): BuiltinDescriptor[] {
  return [
    task('__fetchurl', 'arg', 'Downloads a file to the store and answers its path.', (builder, [slot]) =>
      fetchUrl('fetchurl', builder, host, slot),
    ),
    task(
      'fetchTarball',
      'args',
      'Downloads an archive, unpacks it to the store and answers the path of the tree.',
      (builder, [slot]) => fetchUrl('fetchTarball', builder, host, slot),
    ),
  ];
}

interface Wanted {
  url: ByteString | undefined;
  name: ByteString | undefined;
  hash: ParsedHash | undefined;
}

const URL_LINE = 'while evaluating the url we should fetch';

function* fetchUrl(fetcher: Fetcher, builder: Builder, host: StoreHost, slot: Slot): Task {
  const f = fetching(builder, host);
  const value = yield* force(slot);
  const wanted = yield* readWanted(fetcher, value, builder);
  if (wanted.url === undefined) throw new EvalError('eval', "'url' argument required");
  const url = fetcher === 'fetchTarball' ? channelUrl(wanted.url) : wanted.url;
  checkUri(url, f);
  const given = wanted.name ?? (fetcher === 'fetchTarball' ? 'source' : '');
  const name = given === '' ? lastName(url) : given;
  const problem = nameProblem(name);
  if (problem !== undefined) throw badName(fetcher, url, problem, value, wanted);
  if (builder.pure && wanted.hash === undefined)
    throw new EvalError('eval', hint`in pure evaluation mode, '${fetcher}' requires a 'sha256' argument`);
  const method = fetcher === 'fetchTarball' ? 'nar' : 'flat';
  if (wanted.hash !== undefined) {
    const promised = makeFixedOutputPath(name, method, 'sha256', wanted.hash.hash);
    if (host.store.isValid(promised)) return stored(builder, promised);
  }
  if (fetcher === 'fetchTarball') {
    const attrs = new Map([
      ['type', 'tarball'],
      ['url', url],
      ['name', name],
    ]);
    if (wanted.hash !== undefined) attrs.set('narHash', showHash(wanted.hash, 'sri'));
    return stored(builder, SCHEMES.fromAttributes(attrs, f).fetch(f).storePath);
  }
  const path = downloadFile(url, name, f);
  if (wanted.hash !== undefined) checkHash(url, path, wanted.hash, host);
  return stored(builder, path);
}

function stored(builder: Builder, path: ByteString): Value {
  builder.access.allow(path);
  return storeString(path);
}

function* readWanted(fetcher: Fetcher, value: Value, builder: Builder): Task<Wanted> {
  const wanted: Wanted = { url: undefined, name: undefined, hash: undefined };
  if (!(value instanceof Attrs)) {
    wanted.url = yield* forceStringNoContext(value, URL_LINE);
    return wanted;
  }
  for (const i of value.shape.oldestFirst((name) => builder.order(name))) {
    const key = value.shape.names[i];
    const pos = value.positionOf(key);
    const slot = value.values[i];
    if (key === 'url') wanted.url = yield* forceStringNoContext(slot, URL_LINE, pos);
    else if (key === 'name')
      wanted.name = yield* forceStringNoContext(
        slot,
        'while evaluating the name of the content we should fetch',
        pos,
      );
    else if (key === 'sha256') {
      const line = 'while evaluating the sha256 of the content we should fetch';
      wanted.hash = readHashOrNothing(builder, yield* forceStringNoContext(slot, line, pos), 'sha256');
    } else throw new EvalError('eval', hint`unsupported argument '${key}' to '${fetcher}'`);
  }
  return wanted;
}

function badName(
  fetcher: Fetcher,
  url: ByteString,
  problem: ByteString,
  value: Value,
  wanted: Wanted,
): EvalError {
  const advice =
    wanted.name !== undefined
      ? hint`Please change the value for the 'name' attribute passed to '${fetcher}', so that it can create a valid store path.`
      : value instanceof Attrs
        ? hint`Please add a valid 'name' attribute to the argument for '${fetcher}', so that it can create a valid store path.`
        : hint`Please pass an attribute set with 'url' and 'name' attributes to '${fetcher}',  so that it can create a valid store path.`;
  return new EvalError(
    'eval',
    hint`invalid store path name when fetching URL '${url}': ${new Verbatim(problem)}. ${new Verbatim(advice)}`,
  );
}

function checkHash(url: ByteString, path: ByteString, expected: ParsedHash, host: StoreHost): void {
  const got: ParsedHash = {
    algorithm: 'sha256',
    hash: digest('sha256', host.store.files.readFile(path)),
  };
  const shown = (hash: ParsedHash) => `sha256:${showHash(hash, 'nix32')}`;
  if (shown(got) !== shown(expected))
    throw new EvalError(
      'eval',
      hint`hash mismatch in file downloaded from '${url}':\n  specified: ${shown(expected)}\n  got:       ${shown(got)}`,
    );
}

/** What follows the last slash, trailing slashes aside. */
function lastName(url: ByteString): ByteString {
  return url.replace(/\/+$/, '').replace(/^.*\//s, '');
}
