// Source texts and positions in them.
//
// Invariant: a Pos is one small number for "this byte of this source", so that syntax trees and attribute sets can
// hold millions of them; 0 is "nowhere". A text is never copied; lines are counted when somebody asks.
import { lineColumn, lineStarts, type ByteString } from '../../base/index.ts';
import { docText, type DocComments } from './doc-comments.ts';

/** A place in some source: 0 is none. Only the `Sources` that made it can read it. */
export type Pos = number;

export const NO_POS: Pos = 0;

/** Where a source text came from; `internal` and `core` (`<nix/…>`) texts are the machine's own. */
export type Origin =
  | { readonly kind: 'file'; readonly path: ByteString }
  | { readonly kind: 'string' }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'internal'; readonly path: ByteString }
  | { readonly kind: 'core'; readonly path: ByteString };

export interface Source {
  readonly origin: Origin;
  readonly text: ByteString;
  /** The Pos of the first byte. */
  readonly base: Pos;
}

/** A position as people read it: line and column count from 1, the column in bytes. */
export interface Place {
  readonly source: Source;
  readonly line: number;
  readonly column: number;
}

/** What an origin is called in messages. */
export function originName(origin: Origin): ByteString {
  switch (origin.kind) {
    case 'file':
      return origin.path;
    case 'string':
      return '\xc2\xabstring\xc2\xbb';
    case 'stdin':
      return '\xc2\xabstdin\xc2\xbb';
    case 'core':
      return `<nix${origin.path}>`;
    case 'internal':
      return `\xc2\xabnix-internal\xc2\xbb${origin.path}`;
  }
}

/** What of a text messages quote: what was never in a file ends for them at its first NUL. */
function quotable({ origin, text }: Source): ByteString {
  const nul = origin.kind === 'string' || origin.kind === 'stdin' ? text.indexOf('\0') : -1;
  return nul < 0 ? text : text.slice(0, nul);
}

export class Sources {
  readonly docs: DocComments = new Map();
  readonly #sources: Source[] = [];
  readonly #starts = new Map<Source, readonly number[]>();
  #next = 1;

  /** What a documentation comment says of the function or attribute at a position; empty when there is none. */
  documentation(pos: Pos): ByteString {
    const comment = this.docs.get(pos);
    const source = comment === undefined ? undefined : this.sourceOf(comment.start);
    if (comment === undefined || source === undefined) return '';
    return docText(source.text.slice(comment.start - source.base, comment.end - source.base));
  }

  add(origin: Origin, text: ByteString): Source {
    const source = { origin, text, base: this.#next };
    this.#sources.push(source);
    this.#next += text.length + 1;
    return source;
  }

  /** The position that the next source's first byte will have. */
  get next(): Pos {
    return this.#next;
  }

  /** The source a position lies in, or undefined for "nowhere". */
  sourceOf(pos: Pos): Source | undefined {
    if (pos === NO_POS) return undefined;
    let low = 0;
    let high = this.#sources.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#sources[middle].base <= pos) low = middle;
      else high = middle - 1;
    }
    return this.#sources[low];
  }

  /** The byte of its source that a position is, from 0. */
  offsetOf(pos: Pos): number | undefined {
    const source = this.sourceOf(pos);
    return source === undefined ? undefined : pos - source.base;
  }

  place(pos: Pos): Place | undefined {
    const source = this.sourceOf(pos);
    if (source === undefined) return undefined;
    let starts = this.#starts.get(source);
    if (starts === undefined) this.#starts.set(source, (starts = lineStarts(source.text)));
    return { source, ...lineColumn(starts, pos - source.base) };
  }

  /** `path:line:column`. */
  describe(pos: Pos): ByteString {
    const place = this.place(pos);
    if (place === undefined) return '\xc2\xabnone\xc2\xbb:0';
    return `${originName(place.source.origin)}:${place.line}:${place.column}`;
  }

  /** The line before, the line itself and the line after, without their ends. */
  lines(place: Place): { before?: ByteString; line?: ByteString; after?: ByteString } {
    const text = quotable(place.source);
    const starts = this.#starts.get(place.source) ?? lineStarts(text);
    const at = (n: number): ByteString | undefined => {
      if (n < 1 || n > starts.length) return undefined;
      const start = starts[n - 1];
      if (start > text.length) return undefined;
      const line = text.slice(start, n < starts.length ? starts[n] : text.length);
      return line.replace(/\r?\n$|\r$/, '');
    };
    // an empty text has no lines at all
    if (text === '') return {};
    const before = at(place.line - 1);
    const after = at(place.line + 1);
    return {
      ...(before === undefined ? {} : { before }),
      line: at(place.line) ?? '',
      ...(after === undefined ? {} : { after }),
    };
  }
}
