// Inputs that are a folder or file of this machine: `path:/home/me/src`.
import type { ByteString } from '../../base/index.ts';
import { canonicalPath, EvalError, hint, Verbatim } from '../../lang/index.ts';
import { isStorePath, namePart } from '../../store/index.ts';
import { attributesToQuery, maybeInt, narHashOf, requireString } from './attributes.ts';
import type { Fetched, Fetching, Input, Scheme } from './input.ts';
import { pathToSegments, segmentsToPath, showUrl } from './url.ts';

export const PATH_SCHEME: Scheme = {
  name: 'path',
  feature: 'flakes',
  attributes: new Set(['path', 'rev', 'revCount', 'lastModified', 'narHash']),

  fromUrl(url) {
    if (url.scheme !== 'path') return undefined;
    if (url.authority !== undefined && url.authority.host !== '')
      throw new EvalError(
        'eval',
        hint`path URL '${showUrl(url)}' should not have an authority ('${url.authority.host}')`,
      );
    const attrs = new Map<ByteString, ByteString | number | bigint>([
      ['type', 'path'],
      ['path', segmentsToPath(url.path)],
    ]);
    for (const [name, value] of [...url.query].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (name === 'rev' || name === 'narHash') attrs.set(name, value);
      else if (name === 'revCount' || name === 'lastModified') {
        if (!/^[0-9]+$/.test(value))
          throw new EvalError('eval', hint`path URL '${showUrl(url)}' has invalid parameter '${name}'`);
        attrs.set(name, Number(value));
      } else
        throw new EvalError('eval', hint`path URL '${showUrl(url)}' has unsupported parameter '${name}'`);
    return attrs;
  },

  fromAttributes(attrs) {
    requireString(attrs, 'path');
    return attrs;
  },

  toUrl(attrs) {
    const query = attributesToQuery(attrs);
    for (const name of ['path', 'type', '__final']) query.delete(name);
    return {
      scheme: 'path',
      authority: undefined,
      path: pathToSegments(requireString(attrs, 'path')),
      query,
      fragment: '',
    };
  },

  isLocked: (attrs, f) => narHashOf(f.builder, attrs) !== undefined,

  fetch: fetchPath,
};

function fetchPath(input: Input, f: Fetching): Fetched {
  const given = requireString(input.attrs, 'path');
  if (!given.startsWith('/'))
    throw new EvalError(
      'eval',
      hint`cannot fetch input '${input.toText(f)}' because it uses a relative path`,
    );
  const path = canonicalPath(given);
  const { host } = f;
  if (host.lstat(path) === undefined)
    throw new EvalError('eval', hint`opening file ${new Verbatim(`"${path}"`)}: No such file or directory`);
  const isSource = isStorePath(path) && namePart(path) === 'source' && host.store.isValid(path);
  const storePath = isSource ? path : host.fetchTree(path, 'source');
  const attrs = new Map(input.attrs);
  if (maybeInt(input.attrs, 'lastModified') === undefined)
    attrs.set('lastModified', isSource ? 0 : host.newest(path));
  return { storePath, attrs };
}
