// md5sum and its kin: digests of files, and checking lists of them (`-c`).
import {
  streamingDigest,
  toBytes,
  toHex,
  type ByteString,
  type HashAlgorithm,
} from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { linesOf } from './output.ts';
import { defineTool, UsageError, type Call, type Tool } from './tool.ts';

const CHECK_ONLY = ['ignore-missing', 'quiet', 'status', 'strict', 'warn'];

function checksumTool(algorithm: HashAlgorithm): Tool {
  const title = algorithm.toUpperCase();
  return defineTool({
    name: `${algorithm}sum`,
    summary: `print or check ${title} digests`,
    synopsis: '[OPTION]... [FILE]...',
    options: 'b,binary c,check tag t,text z,zero ignore-missing quiet status strict w,warn',
    *run(call) {
      const { options } = call;
      if (options.has('c')) {
        if (options.has('tag'))
          throw new UsageError('the --tag option is meaningless when verifying checksums');
        for (const path of call.operands.length === 0 ? ['-'] : call.operands)
          yield* checkList(call, path, algorithm);
        return call.status;
      }
      const odd = CHECK_ONLY.find((key) => options.has(key === 'warn' ? 'w' : key));
      if (odd !== undefined)
        throw new UsageError(`the --${odd} option is meaningful only when verifying checksums`);
      yield* call.inputs(call.operands, function* (input, path) {
        const hash = streamingDigest(algorithm);
        for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk())
          hash.update(toBytes(part));
        const escaped = !options.has('z') && /[\\\n\r]/.test(path);
        const name = escaped
          ? path.replace(/[\\\n\r]/g, (byte) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[byte] ?? '')
          : path;
        const hex = toHex(hash.digest());
        const line = options.has('tag')
          ? `${title} (${name}) = ${hex}`
          : `${hex} ${options.last('b', 't') === 'b' ? '*' : ' '}${name}`;
        yield* call.print((escaped ? '\\' : '') + line + (options.has('z') ? '\0' : '\n'));
      });
      return call.status;
    },
  });
}

export const md5sum = checksumTool('md5');
export const sha1sum = checksumTool('sha1');
export const sha256sum = checksumTool('sha256');
export const sha512sum = checksumTool('sha512');

interface Expected {
  readonly hex: ByteString;
  readonly path: ByteString;
}

function readLine(line: ByteString, algorithm: HashAlgorithm, digits: number): Expected | undefined {
  const escaped = line.startsWith('\\');
  const text = escaped ? line.slice(1) : line;
  const tagged = /^([A-Z0-9]+) \((.*)\) = ([0-9a-fA-F]+)$/s.exec(text);
  const plain = /^([0-9a-fA-F]+)(?: [ *]| )(.+)$/s.exec(text);
  const name = (path: string) =>
    escaped ? path.replace(/\\([\\nr])/g, (_, c: string) => ({ n: '\n', r: '\r' })[c] ?? c) : path;
  if (tagged !== null && tagged[1] === algorithm.toUpperCase() && tagged[3].length === digits)
    return { hex: tagged[3].toLowerCase(), path: name(tagged[2]) };
  if (plain?.[1].length === digits) return { hex: plain[1].toLowerCase(), path: name(plain[2]) };
  return undefined;
}

function* checkList(call: Call, list: ByteString, algorithm: HashAlgorithm): Task<void> {
  const { options } = call;
  const status = options.has('status');
  const digits = streamingDigest(algorithm).digest().length * 2;
  const input = yield* call.attempt(call.nameBeforeColon(list), () => call.open(list));
  if (input === undefined) return;
  let lines: ByteString[];
  try {
    lines = linesOf(yield* input.rest());
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* call.complain(`${call.nameBeforeColon(list)}: read error: ${error.reason}`);
    return;
  } finally {
    input.close();
  }
  const shownList = call.nameBeforeColon(list === '-' ? 'standard input' : list);
  let [improper, unreadable, differing, proper, matched] = [0, 0, 0, 0, 0];
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('#') || line === '') continue;
    const expected = readLine(line, algorithm, digits);
    if (expected === undefined) {
      improper++;
      if (options.has('w'))
        yield* call.warn(
          `${shownList}: ${i + 1}: improperly formatted ${algorithm.toUpperCase()} checksum line`,
        );
      continue;
    }
    proper++;
    const { path } = expected;
    const shown = path.includes('\n') ? `\\${path.replace(/\n/g, '\\n')}` : path;
    const hex = yield* digestOf(call, path, algorithm);
    if (hex === 'missing') continue;
    if (hex === 'unreadable') {
      unreadable++;
      if (!status) yield* call.print(`${shown}: FAILED open or read\n`);
    } else if (hex === expected.hex) {
      matched++;
      if (!status && !options.has('quiet')) yield* call.print(`${shown}: OK\n`);
    } else {
      differing++;
      if (!status) yield* call.print(`${shown}: FAILED\n`);
    }
  }
  if (proper === 0) {
    yield* call.complain(`${shownList}: no properly formatted checksum lines found`);
    return;
  }
  const plural = (count: number, one: string, many: string) =>
    `WARNING: ${count} ${count === 1 ? one : many}`;
  if (!status) {
    if (improper > 0)
      yield* call.warn(plural(improper, 'line is improperly formatted', 'lines are improperly formatted'));
    if (unreadable > 0)
      yield* call.warn(plural(unreadable, 'listed file could not be read', 'listed files could not be read'));
    if (differing > 0)
      yield* call.warn(
        plural(differing, 'computed checksum did NOT match', 'computed checksums did NOT match'),
      );
  }
  if (options.has('ignore-missing') && matched === 0) {
    if (!status) yield* call.warn(`${shownList}: no file was verified`);
    call.status = 1;
  }
  if (unreadable > 0 || differing > 0 || (improper > 0 && options.has('strict'))) call.status = 1;
}

function* digestOf(
  call: Call,
  path: ByteString,
  algorithm: HashAlgorithm,
): Task<ByteString | 'missing' | 'unreadable'> {
  try {
    const input = call.open(path);
    const hash = streamingDigest(algorithm);
    for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk())
      hash.update(toBytes(part));
    input.close();
    return toHex(hash.digest());
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    if (error.code === 'ENOENT' && call.options.has('ignore-missing')) return 'missing';
    yield* call.complain(`${call.nameBeforeColon(path)}: ${error.reason}`);
    return 'unreadable';
  }
}
