// Pathname expansion: the files whose names match a pattern, in byte order.
//
// Invariant: a name that begins with a dot is found only by a pattern that says so (or with dotglob); `.` and `..`
// never by a pattern.
import { compareBytes, type ByteString } from '../../engine/base/index.ts';
import { PosixError, type Files } from '../../engine/vfs/index.ts';
import { isPattern, Pattern, unquotePattern } from './pattern.ts';

export interface PathnameOptions {
  readonly extended: boolean;
  readonly dotFiles: boolean;
  readonly globStar: boolean;
  readonly ignoreCase: boolean;
}

/** The paths a pattern stands for, sorted; none when nothing matches. */
export function expandPathname(files: Files, pattern: ByteString, options: PathnameOptions): ByteString[] {
  const found: ByteString[] = [];
  const components = splitComponents(pattern);
  const start = pattern.startsWith('/') ? /^\/+/.exec(pattern)![0] : ''; // it begins with a slash
  descend(files, start, components, 0, options, found);
  return found.sort(compareBytes);
}

function splitComponents(pattern: ByteString): ByteString[] {
  const parts: ByteString[] = [];
  let part = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\' && i + 1 < pattern.length) part += char + pattern[++i];
    else if (char === '/') {
      parts.push(part);
      part = '';
    } else part += char;
  }
  parts.push(part);
  return parts.filter((p, i) => p !== '' || i === parts.length - 1);
}

function descend(
  files: Files,
  base: ByteString,
  components: readonly ByteString[],
  at: number,
  options: PathnameOptions,
  found: ByteString[],
): void {
  if (at === components.length) {
    found.push(base);
    return;
  }
  const component = components[at];
  const last = at === components.length - 1;
  if (component === '' && last) {
    if (isDirectory(files, base)) found.push(base);
    return;
  }
  if (!isPattern(component, options.extended)) {
    const path = base + unquotePattern(component);
    if (last) {
      if (files.exists(path, false)) found.push(path);
    } else if (isDirectory(files, path)) descend(files, `${path}/`, components, at + 1, options, found);
    return;
  }
  if (options.globStar && component === '**') {
    const directoriesOnly = components[at + 1] === '';
    everyDirectory(files, base, options, (path) => {
      if (directoriesOnly) {
        if (path !== base) found.push(path);
      } else if (!last) descend(files, path, components, at + 1, options, found);
      else {
        if (path !== base) found.push(path.slice(0, -1));
        else if (base !== '') found.push(base);
        for (const { name, kind } of entries(files, path))
          if (kind !== 'directory' && (options.dotFiles || !name.startsWith('.'))) found.push(path + name);
      }
    });
    return;
  }
  const matcher = new Pattern(component, { extended: options.extended, ignoreCase: options.ignoreCase });
  const explicitDot = component.startsWith('.') || component.startsWith('\\.');
  for (const { name } of entries(files, base)) {
    if (name.startsWith('.') && !explicitDot && !options.dotFiles) continue;
    if (!matcher.matches(name)) continue;
    const path = base + name;
    if (last) found.push(path);
    else if (isDirectory(files, path)) descend(files, `${path}/`, components, at + 1, options, found);
  }
}

function everyDirectory(
  files: Files,
  base: ByteString,
  options: PathnameOptions,
  visit: (path: ByteString) => void,
): void {
  visit(base);
  for (const { name, kind } of entries(files, base))
    if (kind === 'directory' && (options.dotFiles || !name.startsWith('.')))
      everyDirectory(files, `${base}${name}/`, options, visit);
}

function entries(files: Files, base: ByteString): ReturnType<Files['readDir']> {
  try {
    return files.readDir(base === '' ? '.' : base);
  } catch (error) {
    if (error instanceof PosixError) return [];
    throw error;
  }
}

function isDirectory(files: Files, path: ByteString): boolean {
  try {
    return files.stat(path === '' ? '.' : path).kind === 'directory';
  } catch (error) {
    if (error instanceof PosixError) return false;
    throw error;
  }
}
