// Builtins that read: read and mapfile.
//
// Invariant: not one byte more than asked for is taken from the input; what was read ahead is given back.
import { fromBytes, toBytes, type ByteString } from '../../../engine/base/index.ts';
import type { Stream, Task } from '../../../engine/os/index.ts';
import { assign, isTarget, parseTarget } from '../assignment.ts';
import type { Builtin, Shell } from '../shell.ts';
import { PLAIN } from '../variables.ts';
import { has, readOptions, valueOf } from './options.ts';

/** Reads up to and without a delimiter. `ended`: the input ended before it came. */
export function* readUntil(
  stream: Stream,
  delimiter: ByteString,
  limit = Infinity,
): Task<{ text: ByteString; ended: boolean }> {
  let text = '';
  for (;;) {
    if (text.length >= limit) return { text, ended: false };
    const ahead =
      stream.unread === undefined ? 1 : Math.min(4096, limit - text.length + (delimiter === '' ? 0 : 1));
    const chunk = yield* stream.read(ahead);
    if (chunk.length === 0) return { text, ended: true };
    const piece = fromBytes(chunk);
    const at = delimiter === '' ? -1 : piece.indexOf(delimiter);
    const room = limit - text.length;
    if (at >= 0 && at <= room) {
      if (at + 1 < piece.length) stream.unread?.(toBytes(piece.slice(at + 1)));
      return { text: text + piece.slice(0, at), ended: false };
    }
    if (piece.length > room) {
      stream.unread?.(toBytes(piece.slice(room)));
      return { text: text + piece.slice(0, room), ended: false };
    }
    text += piece;
  }
}

function* read(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'read', args, 'ersa:d:i:n:N:p:t:u:');
  if (options === undefined) return 2;
  const names = options.operands;
  for (const name of names)
    if (!isTarget(name)) {
      yield* shell.error(`read: \`${name}': not a valid identifier`);
      return 1;
    }
  const fd = Number(valueOf(options, 'u') ?? 0);
  const stream = shell.process.descriptors.get(fd);
  if (stream === undefined) {
    yield* shell.error(
      `read: ${has(options, 'u') ? `${fd}: invalid file descriptor` : 'read error: 0'}: Bad file descriptor`,
    );
    return 1;
  }
  const prompt = valueOf(options, 'p');
  if (prompt !== undefined && stream.isTerminal) yield* shell.process.printError(prompt);
  const exact = valueOf(options, 'N');
  const count = exact ?? valueOf(options, 'n');
  if (count !== undefined && !/^\d+$/.test(count)) {
    yield* shell.error(`read: ${count}: invalid number`);
    return 1;
  }
  if (valueOf(options, 't') === '0') return 0;
  const delimiter = exact !== undefined ? '' : (valueOf(options, 'd') ?? '\n').slice(0, 1) || '\0';
  const raw = has(options, 'r');
  const { line, escaped, ended } = yield* readLine(
    stream,
    delimiter,
    raw,
    count === undefined ? Infinity : Number(count),
  );
  const clean = line.replaceAll('\0', '');
  const array = valueOf(options, 'a');
  if (array !== undefined) {
    const words = exact !== undefined ? [clean] : splitAll(clean, escaped, shell.ifs);
    const variable = shell.variables.lookup(array) ?? PLAIN;
    shell.variables.put(array, { ...variable, value: '', array: new Map(words.map((w, i) => [i, w])) });
    return ended ? 1 : 0;
  }
  if (names.length === 0) assign(shell, { name: 'REPLY', subscript: undefined }, clean);
  else if (exact !== undefined) {
    names.forEach((name, i) => assign(shell, parseTarget(name)!, i === 0 ? clean : '')); // isTarget said so
  } else {
    const values = splitInto(clean, escaped, shell.ifs, names.length);
    names.forEach((name, i) => assign(shell, parseTarget(name)!, values[i] ?? '')); // isTarget said so
  }
  return ended ? 1 : 0;
}

/** A logical line: without `-r` a backslash quotes the next byte and joins lines. `escaped` marks quoted bytes. */
function* readLine(
  stream: Stream,
  delimiter: ByteString,
  raw: boolean,
  limit: number,
): Task<{ line: ByteString; escaped: ReadonlySet<number>; ended: boolean }> {
  const escaped = new Set<number>();
  if (raw) {
    const { text, ended } = yield* readUntil(stream, delimiter, limit);
    return { line: text, escaped, ended: ended || (ended && text === '') };
  }
  let line = '';
  for (;;) {
    const { text, ended } = yield* readUntil(stream, delimiter, limit - line.length);
    let i = 0;
    let joined = false;
    for (; i < text.length; i++) {
      if (text[i] !== '\\') {
        line += text[i];
        continue;
      }
      if (i + 1 < text.length) {
        if (text[i + 1] === '\n') {
          i += 1;
          continue;
        }
        i += 1;
        escaped.add(line.length);
        line += text[i];
      } else joined = !ended;
    }
    if (joined && delimiter !== '\n') {
      escaped.add(line.length);
      line += delimiter;
    }
    if (!joined || line.length >= limit) return { line, escaped, ended };
  }
}

function splitter(line: ByteString, escaped: ReadonlySet<number>, ifs: ByteString) {
  const isWhite = (i: number) =>
    i < line.length && !escaped.has(i) && ' \t\n'.includes(line[i]) && ifs.includes(line[i]);
  const isDelimiter = (i: number) => i < line.length && !escaped.has(i) && ifs.includes(line[i]);
  return { isWhite, isDelimiter };
}

/** The line's words for a list of names; the last takes the rest. */
function splitInto(
  line: ByteString,
  escaped: ReadonlySet<number>,
  ifs: ByteString,
  count: number,
): ByteString[] {
  const { isWhite, isDelimiter } = splitter(line, escaped, ifs);
  const values: ByteString[] = [];
  let i = 0;
  while (isWhite(i)) i += 1;
  while (values.length < count - 1 && i < line.length) {
    const start = i;
    while (i < line.length && !isDelimiter(i)) i += 1;
    values.push(line.slice(start, i));
    while (isWhite(i)) i += 1;
    if (i < line.length && isDelimiter(i) && !isWhite(i) && !isWhite(i - 1)) {
      i += 1;
      while (isWhite(i)) i += 1;
    } else if (i < line.length && isDelimiter(i) && isWhite(i - 1)) {
      i += 1;
      while (isWhite(i)) i += 1;
    }
  }
  if (i < line.length || values.length < count) values.push(lastField(line, i, isWhite, isDelimiter));
  return values;
}

/** The rest of the line; a single trailing delimiter goes when nothing but it would follow one word. */
function lastField(
  line: ByteString,
  start: number,
  isWhite: (i: number) => boolean,
  isDelimiter: (i: number) => boolean,
): ByteString {
  let end = line.length;
  while (end > start && isWhite(end - 1)) end -= 1;
  let k = start;
  while (k < end && !isDelimiter(k)) k += 1;
  if (k === end - 1) return line.slice(start, k);
  return line.slice(start, end);
}

function splitAll(line: ByteString, escaped: ReadonlySet<number>, ifs: ByteString): ByteString[] {
  const { isWhite, isDelimiter } = splitter(line, escaped, ifs);
  const words: ByteString[] = [];
  let i = 0;
  while (isWhite(i)) i += 1;
  while (i < line.length) {
    const start = i;
    while (i < line.length && !isDelimiter(i)) i += 1;
    words.push(line.slice(start, i));
    while (isWhite(i)) i += 1;
    if (i < line.length && isDelimiter(i)) {
      i += 1;
      while (isWhite(i)) i += 1;
    }
  }
  return words;
}

const mapfile = (name: 'mapfile' | 'readarray'): Builtin['run'] =>
  function* (shell, args) {
    const options = yield* readOptions(shell, name, args, 'd:n:O:s:tu:C:c:');
    if (options === undefined) return 2;
    const array = options.operands[0] ?? 'MAPFILE';
    const stream = shell.process.descriptors.get(Number(valueOf(options, 'u') ?? 0));
    if (stream === undefined) {
      yield* shell.error(
        `${name}: ${valueOf(options, 'u') ?? '0'}: invalid file descriptor: Bad file descriptor`,
      );
      return 1;
    }
    const given = valueOf(options, 'd');
    const delimiter = given === undefined ? '\n' : given.slice(0, 1) || '\0';
    const limit = Number(valueOf(options, 'n') ?? 0) || Infinity;
    const skip = Number(valueOf(options, 's') ?? 0);
    const origin = valueOf(options, 'O');
    const before = shell.variables.lookup(array) ?? PLAIN;
    const elements = new Map<number, ByteString>(origin === undefined ? [] : (before.array ?? []));
    let index = Number(origin ?? 0);
    const callback = valueOf(options, 'C');
    const quantum = Number(valueOf(options, 'c') ?? 5000);
    for (let seen = 0, kept = 0; kept < limit; seen++) {
      const { text, ended } = yield* readUntil(stream, delimiter);
      if (ended && text === '') break;
      if (seen < skip) continue;
      const value = has(options, 't') || ended ? text : text + delimiter;
      kept += 1;
      if (callback !== undefined && kept % quantum === 0)
        yield* shell.interpreter.runText(shell, `${callback} ${index} ${JSON.stringify(value)}`);
      elements.set(index++, value.replaceAll('\0', ''));
      if (ended) break;
    }
    shell.variables.put(array, { ...before, value: '', array: elements });
    return 0;
  };

export const READING: readonly Builtin[] = [
  { name: 'read', run: read },
  { name: 'mapfile', run: mapfile('mapfile') },
  { name: 'readarray', run: mapfile('readarray') },
];
