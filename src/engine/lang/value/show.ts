// Values as text, without evaluating anything: the printer of `nix-instantiate --eval` ("ambiguous"), and the one of
// `nix eval` and error messages.
//
// Invariant: works through a list of pieces instead of recursing, so any depth can be printed. What is not evaluated
// is shown as such; whoever wants more forces it first.
import { compareBytes, type ByteString } from '../../base/index.ts';
import { printFloat, printName, printString } from '../syntax/print.ts';
import { Attrs, EMPTY_ATTRS } from './attrs.ts';
import { ContextString } from './string-context.ts';
import {
  BuiltinValue,
  isBlackhole,
  Lambda,
  lambdaOf,
  NixFloat,
  PartialBuiltin,
  PartialCall,
  PathValue,
  peek,
  Thunk,
  type FunctionValue,
  type List,
  type Slot,
} from './value.ts';

const OPEN = '\xc2\xab';
const CLOSE = '\xc2\xbb';
const REPEATED = `${OPEN}repeated${CLOSE}`;
const BLACKHOLE = `${OPEN}potential infinite recursion${CLOSE}`;

/** A text, a slot to show, or pieces that depend on what was shown before them. */
type Piece = ByteString | { readonly slot: Slot } | (() => readonly Piece[]);

function unfold(first: Slot, expand: (slot: Slot) => Piece[] | ByteString): ByteString {
  const out: ByteString[] = [];
  const work: Piece[] = [{ slot: first }];
  for (let piece = work.pop(); piece !== undefined; piece = work.pop()) {
    if (typeof piece === 'string') out.push(piece);
    else {
      const pieces = typeof piece === 'function' ? piece() : expand(piece.slot);
      if (typeof pieces === 'string') out.push(pieces);
      else for (let i = pieces.length - 1; i >= 0; i--) work.push(pieces[i]);
    }
  }
  return out.join('');
}

/** What a list is known by: the cell it is in. */
const cell = (slot: Slot): object => slot as Thunk | List;

/** As `nix-instantiate --eval` prints; what is printed first is taken for a copy. */
export function showAmbiguous(value: Slot): ByteString {
  const seen = new Set<object>();
  return unfold(value, (slot) => {
    const v = peek(slot);
    if (v instanceof Thunk) return isBlackhole(v) ? BLACKHOLE : '<CODE>';
    if (Array.isArray(v)) {
      if (v.length > 0 && seen.has(cell(slot))) return REPEATED;
      seen.add(cell(slot));
      return ['[ ', ...v.flatMap((item): Piece[] => [{ slot: item }, ' ']), ']'];
    }
    if (v instanceof Attrs) {
      if (v.size > 0 && seen.has(v)) return REPEATED;
      seen.add(v);
      return [
        '{ ',
        ...v.values.flatMap((item, i): Piece[] => [
          `${printName(v.shape.names[i])} = `,
          { slot: item },
          '; ',
        ]),
        '}',
      ];
    }
    if (v instanceof Lambda && !v.forced) return slot === value ? '<LAMBDA>' : '<CODE>';
    if (v instanceof Lambda || v instanceof PartialCall) return '<LAMBDA>';
    if (v instanceof BuiltinValue) return '<PRIMOP>';
    if (v instanceof PartialBuiltin) return '<PRIMOP-APP>';
    return showScalar(v);
  });
}

function showScalar(v: Slot): ByteString {
  switch (typeof v) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(v);
    case 'string':
      return printString(v);
  }
  if (v === null) return 'null';
  if (v instanceof ContextString) return printString(v.text);
  if (v instanceof NixFloat) return printFloat(v.value);
  if (v instanceof PathValue) return v.shown;
  return '';
}

export interface ShowOptions {
  readonly color: boolean;
  readonly maxDepth: number;
  readonly maxAttrs: number;
  readonly maxListItems: number;
  readonly maxStringLength: number;
  /** Spaces a level; 0 prints on one line. */
  readonly indent: number;
  /** The text for a derivation, when it is to be shown by its path. */
  readonly derivation?: (attrs: Attrs) => ByteString | undefined;
}

const UNLIMITED: ShowOptions = {
  color: false,
  maxDepth: Infinity,
  maxAttrs: Infinity,
  maxListItems: Infinity,
  maxStringLength: Infinity,
  indent: 0,
};

const IN_ERRORS: ShowOptions = {
  ...UNLIMITED,
  color: true,
  maxDepth: 10,
  maxAttrs: 10,
  maxListItems: 10,
  maxStringLength: 1024,
};

/** As error messages show a value: with colours, ten levels, ten elements, 1024 bytes of a string. */
export function showForError(value: Slot): ByteString {
  return show(value, IN_ERRORS);
}

const COLORS = {
  cyan: '\x1b[36;1m',
  magenta: '\x1b[35;1m',
  green: '\x1b[32;1m',
  blue: '\x1b[34;1m',
  red: '\x1b[31;1m',
  faint: '\x1b[2m',
};

/** As `nix eval` shows a value. What is shown first is taken for a copy, unless it is given by its thunk. */
export function show(value: Slot, given: Partial<ShowOptions> = {}): ByteString {
  const options: ShowOptions = { ...UNLIMITED, ...given };
  const paint = (color: keyof typeof COLORS, text: ByteString) =>
    options.color ? `${COLORS[color]}${text}\x1b[0m` : text;
  const elided = (count: number, one: ByteString, many: ByteString) =>
    paint('faint', `${OPEN}${count} ${count === 1 ? one : many} elided${CLOSE}`);
  const seen = new Set<object>();
  const attributes = { shown: 0 };
  const items = { shown: 0 };
  const levels = new Map<object, number>();
  const depthOf = (slot: Slot): number =>
    typeof slot === 'object' && slot !== null ? (levels.get(slot) ?? 0) : 0;

  const sequence = (
    brackets: ByteString,
    depth: number,
    pretty: boolean,
    size: number,
    entry: (i: number) => readonly [prefix: ByteString, slot: Slot, suffix: ByteString],
    counter: { shown: number },
    limit: number,
    words: readonly [ByteString, ByteString],
  ): Piece[] => {
    const space = (level: number) => (pretty ? `\n${' '.repeat(options.indent * level)}` : ' ');
    const from = (i: number): readonly Piece[] => {
      if (i === size) return [space(depth) + brackets[1]];
      if (counter.shown >= limit)
        return [space(depth + 1), elided(size - i, words[0], words[1]), space(depth) + brackets[1]];
      const [prefix, slot, suffix] = entry(i);
      const inner = peek(slot);
      if (typeof inner === 'object' && inner !== null) levels.set(inner, depth + 1);
      const done = () => {
        counter.shown++;
        return from(i + 1);
      };
      return [space(depth + 1) + prefix, { slot }, suffix, done];
    };
    return [brackets[0], ...from(0)];
  };
  const prettyFor = (slots: readonly Slot[]): boolean => {
    if (options.indent === 0 || slots.length === 0) return false;
    if (slots.length > 1) return true;
    const only = peek(slots[0]);
    return Array.isArray(only) || only instanceof Attrs || only instanceof Thunk;
  };

  return unfold(value, (slot) => {
    const v = peek(slot);
    const depth = depthOf(v);
    if (v instanceof Thunk)
      return isBlackhole(v) ? paint('red', BLACKHOLE) : paint('magenta', `${OPEN}thunk${CLOSE}`);
    if (Array.isArray(v)) {
      if (v.length > 0 && seen.has(cell(slot))) return paint('magenta', REPEATED);
      seen.add(cell(slot));
      if (depth >= options.maxDepth) return '[ ... ]';
      const words = ['item', 'items'] as const;
      return sequence(
        '[]',
        depth,
        prettyFor(v),
        v.length,
        (i) => ['', v[i], ''],
        items,
        options.maxListItems,
        words,
      );
    }
    if (v instanceof Lambda && !v.forced && slot !== value) return paint('magenta', `${OPEN}thunk${CLOSE}`);
    if (v instanceof Attrs) {
      // there is only one empty set in Nix
      const identity = v.size === 0 ? EMPTY_ATTRS : v;
      if (seen.has(identity)) return paint('magenta', REPEATED);
      seen.add(identity);
      const derivation = options.derivation?.(v);
      if (derivation !== undefined) return paint('green', derivation);
      if (depth >= options.maxDepth) return '{ ... }';
      let names = v.shape.names.map((name, i) => ({ name, slot: v.values[i] }));
      if (options.maxAttrs !== Infinity) {
        const important = (name: ByteString) => (name === 'type' || name === '_type' ? 0 : 1);
        names = names.sort((a, b) => important(a.name) - important(b.name) || compareBytes(a.name, b.name));
      }
      const words = ['attribute', 'attributes'] as const;
      const entry = (i: number) => [`${printName(names[i].name)} = `, names[i].slot, ';'] as const;
      return sequence(
        '{}',
        depth,
        prettyFor(v.values),
        names.length,
        entry,
        attributes,
        options.maxAttrs,
        words,
      );
    }
    switch (typeof v) {
      case 'number':
      case 'bigint':
      case 'boolean':
        return paint('cyan', String(v));
      case 'string':
        return showText(v, options, paint, elided);
    }
    if (v === null) return paint('cyan', 'null');
    if (v instanceof NixFloat) return paint('cyan', printFloat(v.value));
    if (v instanceof ContextString) return showText(v.text, options, paint, elided);
    if (v instanceof PathValue) return paint('green', v.shown);
    return paint('blue', `${OPEN}${functionText(v)}${CLOSE}`);
  });
}

/** What a function is called between the guillemets. */
export function functionText(v: FunctionValue): ByteString {
  if (v instanceof BuiltinValue) return `primop ${v.primitive.name}`;
  if (v instanceof PartialBuiltin) return `partially applied primop ${v.primitive.name}`;
  const lambda = lambdaOf(v);
  if (lambda === undefined) return '';
  const name = lambda.name === undefined ? '' : ` ${lambda.name}`;
  return `lambda${name} @ ${lambda.sources.describe(lambda.pos)}`;
}

function showText(
  text: ByteString,
  options: ShowOptions,
  paint: (color: keyof typeof COLORS, text: ByteString) => ByteString,
  elided: (count: number, one: ByteString, many: ByteString) => ByteString,
): ByteString {
  if (text.length <= options.maxStringLength) return paint('magenta', printString(text));
  const shown = printString(text.slice(0, options.maxStringLength));
  const rest = elided(text.length - options.maxStringLength, 'byte', 'bytes');
  return options.color ? `${COLORS.magenta}${shown} ${rest}` : `${shown} ${rest}`;
}
