// An error of the language as data: its kind, message, place and trace. Rendering is `render.ts`.
//
// Invariant: only `throw` and `assertion` can be caught by `tryEval`; every other kind ends the evaluation. What the
// machine itself does not do is a `NotSimulated`, never one of these.
import type { ByteString } from '../../base/index.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import { stripColors } from './terminal-text.ts';

export type ErrorKind =
  | 'parse'
  | 'undefined-variable'
  | 'type'
  | 'throw'
  | 'assertion'
  | 'abort'
  | 'infinite-recursion'
  | 'missing-argument'
  | 'restricted'
  /** A store path that is not valid. */
  | 'invalid-path'
  /** Reported by commands with a hint at their help. */
  | 'usage'
  | 'eval';

/** One line of a trace: what was being done, where. `always` frames survive truncation. */
export interface Frame {
  readonly pos: Pos;
  readonly hint: ByteString;
  readonly always?: boolean;
}

export class EvalError extends Error {
  /** Frames from the innermost to the outermost: they are collected on the way out. */
  readonly frames: Frame[] = [];
  pos: Pos;
  suggestions: readonly ByteString[] = [];
  /** Of an infinite recursion: the thunk that was asked for while it was being computed. */
  cycle: object | undefined;

  constructor(
    readonly kind: ErrorKind,
    /** With colours: see `hint`. */
    readonly hint: ByteString,
    pos: Pos = NO_POS,
  ) {
    super(stripColors(hint));
    this.name = 'EvalError';
    this.pos = pos;
  }

  /** Adds an outer frame; an empty hint is kept out of what is shown. */
  trace(pos: Pos, hint: ByteString, always = false): this {
    if (hint !== '') this.frames.push(always ? { pos, hint, always } : { pos, hint });
    return this;
  }

  /** The same error with the trace it has by now, for a value that fails once more. */
  again(): EvalError {
    const error = new EvalError(this.kind, this.hint, this.pos);
    error.frames.push(...this.frames);
    error.suggestions = this.suggestions;
    error.cycle = this.cycle;
    return error;
  }

  get catchable(): boolean {
    return this.kind === 'throw' || this.kind === 'assertion';
  }
}
