// One value under glass: forced thunk by thunk, as somebody asks, and never further.
//
// Invariant: a node shows what the evaluator holds at this moment. Looking forces nothing; forcing a node forces what
// its value needs, tells what that was, and leaves all else as it is. A forcing that is given up leaves its thunks as
// if nothing had begun; what was finished within it stays.
import type { ByteString } from '../engine/base/index.ts';
import {
  Attrs,
  ContextString,
  EvalError,
  force,
  isBlackhole,
  isFailed,
  Lambda,
  originName,
  peek,
  positionOf,
  printName,
  show,
  showType,
  textOf,
  Thunk,
  type Evaluator,
  type EvaluatorOptions,
  type Expr,
  type Extents,
  type Pos,
  type Slot,
  type Status,
  type Task,
  type Value,
} from '../engine/lang/index.ts';
import { Steps, type RecordedStep } from './steps.ts';

/** Calls that one forcing may take. */
export const BUDGET = 5_000_000;
/** Children told at a time. */
export const PAGE = 100;
/** Calls between two looks at whether to pause. */
const FUEL = 2000;

export type Subject =
  | { readonly kind: 'file'; readonly path: ByteString }
  | { readonly kind: 'expression'; readonly text: ByteString; readonly base: ByteString };

/** A piece of a source. Offsets are bytes from the beginning of its text. */
export interface Span {
  /** The file's path, or `«string»`. */
  readonly source: ByteString;
  readonly line: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

export interface InspectedNode {
  readonly handle: number;
  readonly state: 'thunk' | 'value' | 'failed' | 'evaluating';
  readonly kind: 'thunk' | 'error' | 'set' | 'list' | 'derivation' | 'function' | 'scalar';
  /** The value with its parts as they are, «thunk» where they are thunks; or the error's message. */
  readonly text: ByteString;
  /** Attributes or elements. */
  readonly size: number;
  /** The expression of a thunk. */
  readonly span?: Span;
  /** What Nix prints of an error. */
  readonly report?: ByteString;
}

export interface Child {
  /** The attribute's name, printed as Nix prints it, or the index. */
  readonly name: ByteString;
  readonly node: InspectedNode;
}

export interface Children {
  readonly from: number;
  readonly total: number;
  readonly children: readonly Child[];
}

export interface Step {
  readonly kind: RecordedStep['kind'];
  readonly depth: number;
  /** The expression that is forced (its beginning), or the name of what is called. */
  readonly what: ByteString;
  readonly span?: Span;
  /** What it came to; undefined when it failed or was stopped. */
  readonly value?: ByteString;
}

export interface Forced {
  readonly node: InspectedNode;
  /** Other nodes told before that are not as they were. */
  readonly changed: readonly InspectedNode[];
  /** How many thunks came to their values, this one included; and where the first of the others stand. */
  readonly count: number;
  readonly others: readonly Span[];
  readonly steps: readonly Step[];
  /** Steps beyond those. */
  readonly more: number;
  /** Why it was given up, in a sentence. */
  readonly givenUp?: ByteString;
}

/** A forcing under way. */
export interface Forcing {
  /** Goes on until it is done (true), or `pause` says so. */
  resume(pause: () => boolean): boolean;
  /** Gives up. */
  stop(): void;
  result(): Forced;
}

interface Failure {
  readonly message: ByteString;
  readonly report: ByteString;
  readonly span?: Span;
}

interface Held {
  /** Undefined for a root that has no value yet. */
  slot: Slot | undefined;
  /** The node as it was last told, to see whether it changed. */
  told: string;
  failure?: Failure | undefined;
  children?: readonly { readonly name: ByteString; readonly handle: number }[];
}

const ROOT = 0;

export class Inspection {
  readonly #evaluator: Evaluator;
  readonly #steps = new Steps();
  readonly #extents: Extents = new WeakMap();
  readonly #held: Held[] = [{ slot: undefined, told: '' }];
  readonly #handles = new Map<Slot, number>();

  constructor(
    makeEvaluator: (options: EvaluatorOptions) => Evaluator,
    private readonly subject: Subject,
  ) {
    this.#evaluator = makeEvaluator({ observer: this.#steps, extents: this.#extents });
  }

  /** Evaluates the subject itself; the root has handle 0. */
  begin(): Forcing {
    const { subject } = this;
    const evaluator = this.#evaluator;
    return this.#forcing(ROOT, function* () {
      return subject.kind === 'file'
        ? yield* evaluator.evaluateFile(subject.path)
        : yield* evaluator.evaluate(subject.text, { kind: 'string' }, subject.base);
    });
  }

  /** Forces one node. */
  force(handle: number): Forcing {
    const { slot } = this.#at(handle);
    return slot === undefined
      ? this.begin()
      : this.#forcing(handle, function* () {
          return yield* force(slot);
        });
  }

  /** A page of the parts of a set or a list that is evaluated; nothing is forced. */
  children(handle: number, from: number): Children {
    const held = this.#at(handle);
    held.children ??= partsOf(held.slot).map(({ name, slot }) => ({ name, handle: this.#hold(slot) }));
    return {
      from,
      total: held.children.length,
      children: held.children
        .slice(from, from + PAGE)
        .map(({ name, handle: child }) => ({ name, node: this.#tell(child) })),
    };
  }

  #at(handle: number): Held {
    const held = this.#held[handle] as Held | undefined;
    if (held === undefined) throw new RangeError(`no value has the handle ${handle}`);
    return held;
  }

  /** One handle for a thunk wherever it stands, so that what is shared is seen to be; plain values have their own. */
  #hold(slot: Slot): number {
    const known = slot instanceof Thunk ? this.#handles.get(slot) : undefined;
    if (known !== undefined) return known;
    const handle = this.#held.push({ slot, told: '' }) - 1;
    if (slot instanceof Thunk) this.#handles.set(slot, handle);
    return handle;
  }

  #forcing(handle: number, body: () => Task): Forcing {
    this.#steps.begin();
    const run = this.#evaluator.start(body);
    let left = BUDGET;
    let givenUp: ByteString | undefined;
    let finished = false;
    const giveUp = (why: ByteString): void => {
      run.abandon();
      givenUp = why;
      finished = true;
    };
    const look = (status: Status): void => {
      if (status === 'done') {
        this.#succeed(handle, run.value);
        finished = true;
      } else if (status === 'failed') {
        this.#at(handle).failure = this.#failureOf(run.error);
        finished = true;
      } else if (status === 'waiting')
        giveUp('It needs something that has to be built first, and looking at it builds nothing.');
      else if (left <= 0)
        giveUp(`Stopped after ${BUDGET / 1e6} million calls: it may never end. What was finished is kept.`);
    };
    return {
      resume: (pause) => {
        while (!finished) {
          left -= FUEL;
          look(run.resume(FUEL));
          if (!finished && pause()) return false;
        }
        return true;
      },
      stop: () => {
        if (!finished) giveUp('Stopped. What was finished until then is kept.');
      },
      result: () => ({ ...this.#forced(handle), ...(givenUp === undefined ? {} : { givenUp }) }),
    };
  }

  #succeed(handle: number, value: Value): void {
    const held = this.#at(handle);
    held.slot ??= value;
    held.failure = undefined;
    if (value instanceof Lambda) value.forced = true;
  }

  #failureOf(error: unknown): Failure {
    if (!(error instanceof EvalError)) {
      const message = error instanceof Error ? error.message : String(error);
      return { message, report: message };
    }
    const span = this.#span(error.pos);
    return {
      message: error.message,
      report: this.#evaluator.renderError(error, { color: false }),
      ...(span === undefined ? {} : { span }),
    };
  }

  #forced(handle: number): Forced {
    const { steps, forced, memoised, more } = this.#steps;
    const { slot } = this.#at(handle);
    // what was asked for begins first
    const others = forced.filter(
      ({ thunk }, i) => thunk !== slot && !(handle === ROOT && i === 0) && thunk.code === null,
    );
    const told = this.#held.map((held) => held.told);
    const node = this.#tell(handle);
    const changed = this.#held.flatMap((held, other) => {
      if (other === handle || told[other] === '') return [];
      const now = this.#tell(other);
      return held.told === told[other] ? [] : [now];
    });
    return {
      node,
      changed,
      count: memoised,
      others: others.flatMap(({ expr, pos }) => this.#spanOf(expr) ?? this.#span(pos) ?? []),
      steps: steps.map((step) => this.#step(step)),
      more,
    };
  }

  #step({ kind, depth, expr, name, site, value }: RecordedStep): Step {
    const span = this.#spanOf(expr) ?? this.#span(site);
    return {
      kind,
      depth,
      what: name ?? (expr === undefined ? '' : this.#excerpt(expr)),
      ...(span === undefined ? {} : { span }),
      ...(value === undefined ? {} : { value: show(value, SHORT) }),
    };
  }

  /** Tells a node as it is now. */
  #tell(handle: number): InspectedNode {
    const held = this.#at(handle);
    const node = this.#node(handle, held);
    held.told = `${node.state} ${node.text}`;
    return node;
  }

  #node(handle: number, { slot, failure }: Held): InspectedNode {
    if (failure !== undefined) {
      const { message, report, span } = failure;
      const where = span === undefined ? {} : { span };
      return { handle, state: 'failed', kind: 'error', text: message, report, size: 0, ...where };
    }
    if (slot === undefined || (slot instanceof Thunk && slot.code !== null)) {
      const span = slot === undefined ? undefined : this.#spanOf(this.#evaluator.expressionOf(slot));
      const thunk = { handle, kind: 'thunk', size: 0, ...(span === undefined ? {} : { span }) } as const;
      if (slot !== undefined && isBlackhole(slot)) return { ...thunk, state: 'evaluating', text: show(slot) };
      if (slot !== undefined && isFailed(slot))
        return { ...thunk, state: 'failed', text: 'It failed when something else needed it.' };
      return { ...thunk, state: 'thunk', text: THUNK };
    }
    const value = peek(slot) as Value;
    if (value instanceof Lambda && !value.forced) {
      const span = this.#span(value.info.positions[0]);
      const where = span === undefined ? {} : { span };
      return { handle, state: 'thunk', kind: 'thunk', text: THUNK, size: 0, ...where };
    }
    const size = value instanceof Attrs ? value.size : Array.isArray(value) ? value.length : 0;
    return { handle, state: 'value', kind: kindOf(value), text: show(slot, PREVIEW), size };
  }

  #spanOf(expr: Expr | undefined): Span | undefined {
    if (expr === undefined) return undefined;
    const extent = this.#extents.get(expr);
    return extent === undefined ? this.#span(positionOf(expr)) : this.#span(extent.start, extent.end);
  }

  #span(start: Pos, end = start): Span | undefined {
    const { sources } = this.#evaluator;
    const place = sources.place(start);
    if (place === undefined) return undefined;
    const { base, origin } = place.source;
    const { line, column } = place;
    return { source: originName(origin), line, column, from: start - base, to: end - base };
  }

  /** How an expression begins, on one line. */
  #excerpt(expr: Expr): ByteString {
    const extent = this.#extents.get(expr);
    const source = extent === undefined ? undefined : this.#evaluator.sources.sourceOf(extent.start);
    if (extent === undefined || source === undefined) return '';
    const text = source.text.slice(extent.start - source.base, extent.end - source.base);
    const line = text.replace(/\s+/g, ' ');
    // not in the middle of a character
    return line.length <= EXCERPT
      ? line
      : `${line.slice(0, EXCERPT).replace(/[\x80-\xff]+$/, '')} \xe2\x80\xa6`;
  }
}

const THUNK = '\xc2\xabthunk\xc2\xbb';
const EXCERPT = 60;

const derivation = (attrs: Attrs): ByteString | undefined => {
  const type = peek(attrs.get('type') ?? null);
  if (type !== 'derivation') return undefined;
  const path = peek(attrs.get('drvPath') ?? null);
  return typeof path === 'string' || path instanceof ContextString
    ? `\xc2\xabderivation ${textOf(path)}\xc2\xbb`
    : '\xc2\xabderivation\xc2\xbb';
};

const PREVIEW = { maxDepth: 1, maxAttrs: 6, maxListItems: 6, maxStringLength: 300, derivation };
const SHORT = { maxDepth: 1, maxAttrs: 3, maxListItems: 3, maxStringLength: 60, derivation };

function kindOf(value: Value): InspectedNode['kind'] {
  if (value instanceof Attrs) return derivation(value) === undefined ? 'set' : 'derivation';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null && showType(value).includes('function')
    ? 'function'
    : 'scalar';
}

/** The attributes of a set, the elements of a list. */
function partsOf(slot: Slot | undefined): { readonly name: ByteString; readonly slot: Slot }[] {
  const value = slot === undefined ? null : peek(slot);
  if (value instanceof Attrs)
    return value.shape.names.map((name, i) => ({ name: printName(name), slot: value.values[i] }));
  if (Array.isArray(value)) return value.map((item, i) => ({ name: String(i), slot: item }));
  return [];
}
