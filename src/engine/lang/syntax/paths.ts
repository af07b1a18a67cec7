// Paths as text: canonical absolute form, last component.
import type { ByteString } from '../../base/index.ts';

/** An absolute path without `.`, `..`, empty components and trailing slashes; nothing is looked up. */
export function canonicalPath(path: ByteString): ByteString {
  const out: ByteString[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}

/** A path made absolute from a folder. */
export function absolutePath(path: ByteString, base: ByteString): ByteString {
  return canonicalPath(path.startsWith('/') ? path : `${base}/${path}`);
}

/** What follows the last slash, trailing slashes aside. */
export function baseName(path: ByteString): ByteString {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** The folder a path lies in. */
export function directoryOf(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
}
