// NAR, Nix's archive: a file tree as bytes with nothing in it that could vary. No times, no owners, one mode bit.
//
// Invariant: entries in byte order; every string padded with zeros to 8 bytes. Source of the format: Nix manual, "Nix
// Archive (NAR) Format".
import { fromBytes, toBytes, type ByteString } from '../base/index.ts';
import type { Files } from '../vfs/index.ts';

/** Receives the archive piece by piece. */
export type Sink = (bytes: Uint8Array) => void;

/** Which paths below the root go in; undefined takes all. `path` is the path in `files`. */
export type PathFilter = (path: ByteString) => boolean;

/** Bytes gathered before they are handed on; what is longer goes through on its own. */
const CHUNK = 8192;

/** Gathers the many small strings of an archive into pieces worth handing on. */
class NarWriter {
  #chunk = new Uint8Array(CHUNK);
  #used = 0;

  constructor(readonly sink: Sink) {}

  word(text: ByteString): void {
    const { length } = text;
    if (length > CHUNK - 16) return this.bytes(toBytes(text));
    this.#length(length);
    const chunk = this.#chunk;
    for (let i = 0; i < length; i++) chunk[this.#used++] = text.charCodeAt(i);
    this.#pad(length);
  }

  bytes(bytes: Uint8Array): void {
    this.#length(bytes.length);
    if (bytes.length <= CHUNK - this.#used - 8) {
      this.#chunk.set(bytes, this.#used);
      this.#used += bytes.length;
    } else {
      this.flush();
      this.sink(bytes);
    }
    this.#pad(bytes.length);
  }

  /** Hands on what is gathered. */
  flush(): void {
    if (this.#used === 0) return;
    this.sink(this.#chunk.subarray(0, this.#used));
    this.#chunk = new Uint8Array(CHUNK);
    this.#used = 0;
  }

  /** A length (below 2^53) as 8 bytes, little-endian; there is room behind it for a short string and its padding. */
  #length(length: number): void {
    if (this.#used + 8 + Math.min(length, CHUNK) + 8 > CHUNK) this.flush();
    const chunk = this.#chunk;
    let rest = length;
    for (let i = 0; i < 8; i++) {
      chunk[this.#used++] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  #pad(length: number): void {
    // a new chunk is all zeros
    if (length % 8 !== 0) this.#used += 8 - (length % 8);
  }
}

/** Writes the archive of the tree at `path`. Throws PosixError when something cannot be read. */
export function writeNar(files: Files, path: ByteString, sink: Sink, filter?: PathFilter): void {
  const out = new NarWriter(sink);
  const word = (text: ByteString) => out.word(text);
  const node = (at: ByteString): void => {
    word('(');
    word('type');
    const stat = files.lstat(at);
    switch (stat.kind) {
      case 'file':
        word('regular');
        if ((stat.mode & 0o100) !== 0) {
          word('executable');
          word('');
        }
        word('contents');
        out.bytes(files.readFile(at));
        break;
      case 'directory':
        word('directory');
        for (const { name } of files.readDir(at)) {
          if (filter !== undefined && !filter(`${at}/${name}`)) continue;
          word('entry');
          word('(');
          word('name');
          word(name);
          word('node');
          node(`${at}/${name}`);
          word(')');
        }
        break;
      case 'symlink':
        word('symlink');
        word('target');
        word(files.readlink(at));
        break;
      case 'device':
        throw new BadNar(`file '${at}' has an unsupported type`);
    }
    word(')');
  };
  word('nix-archive-1');
  node(path);
  out.flush();
}

/** A tree taken out of an archive, or about to go into one. */
export type NarNode =
  | { readonly kind: 'file'; readonly executable: boolean; readonly data: Uint8Array }
  | { readonly kind: 'symlink'; readonly target: ByteString }
  | { readonly kind: 'directory'; readonly entries: ReadonlyMap<ByteString, NarNode> };

/** An archive that breaks the format, or a tree that has no place in one. */
export class BadNar extends Error {
  readonly code = 'bad-nar';
}

/** Reads an archive. Throws BadNar, with Nix's words where it has some, on anything out of order. */
export function readNar(bytes: Uint8Array): NarNode {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const next = (): Uint8Array => {
    if (at + 8 > bytes.length) throw new BadNar("input doesn't look like a Nix archive: it ends too early");
    const length = Number(view.getBigUint64(at, true));
    const padded = Math.ceil(length / 8) * 8;
    if (at + 8 + padded > bytes.length) throw new BadNar('NAR ends inside a string');
    const value = bytes.subarray(at + 8, at + 8 + length);
    for (let i = length; i < padded; i++) if (bytes[at + 8 + i] !== 0) throw new BadNar('non-zero padding');
    at += 8 + padded;
    return value;
  };
  const word = () => fromBytes(next());
  const expect = (text: ByteString) => {
    const found = word();
    if (found !== text) throw new BadNar(`expected tag '${text}', got '${found.slice(0, 1024)}'`);
  };
  const node = (depth: number): NarNode => {
    if (depth > 1000) throw new BadNar('directories are nested more than 1000 deep');
    expect('(');
    expect('type');
    const type = word();
    if (type === 'symlink') {
      expect('target');
      const target = word();
      expect(')');
      return { kind: 'symlink', target };
    }
    if (type === 'regular') {
      let tag = word();
      const executable = tag === 'executable';
      if (executable) {
        expect('');
        tag = word();
      }
      let data: Uint8Array = new Uint8Array(0);
      if (tag === 'contents') {
        data = next().slice();
        tag = word();
      }
      if (tag !== ')') throw new BadNar(`expected tag ')', got '${tag.slice(0, 1024)}'`);
      return { kind: 'file', executable, data };
    }
    if (type !== 'directory') throw new BadNar(`unknown file type '${type.slice(0, 1024)}'`);
    const entries = new Map<ByteString, NarNode>();
    let previous: ByteString | undefined;
    for (;;) {
      const tag = word();
      if (tag === ')') return { kind: 'directory', entries };
      if (tag !== 'entry') throw new BadNar(`expected tag 'entry', got '${tag.slice(0, 1024)}'`);
      expect('(');
      expect('name');
      const name = word();
      if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name))
        throw new BadNar(`NAR contains invalid file name '${name}'`);
      if (previous !== undefined && name <= previous) throw new BadNar('NAR directory is not sorted');
      previous = name;
      expect('node');
      entries.set(name, node(depth + 1));
      expect(')');
    }
  };
  expect('nix-archive-1');
  const root = node(0);
  if (at !== bytes.length) throw new BadNar('there is something behind the archive');
  return root;
}

/** Makes the tree at `path`, which must not exist. */
export function restoreNar(files: Files, path: ByteString, node: NarNode): void {
  switch (node.kind) {
    case 'file':
      files.writeFile(path, node.data, { exclusive: true, mode: node.executable ? 0o777 : 0o666 });
      break;
    case 'symlink':
      files.symlink(node.target, path);
      break;
    case 'directory':
      files.mkdir(path);
      for (const [name, child] of node.entries) restoreNar(files, `${path}/${name}`, child);
  }
}
