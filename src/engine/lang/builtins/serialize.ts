// Values as JSON and XML, and JSON as values.
import { compareBytes, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import { peeled, type CopyToStore } from '../eval/coerce.ts';
import { isDerivation } from '../eval/equality.ts';
import { CallLevel, force, isString, type Task } from '../eval/request.ts';
import { showThunk, showType } from '../eval/types.ts';
import { printFloat, printName } from '../syntax/print.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import { showForError } from '../value/show.ts';
import { jsonFloat, jsonString, parseJson } from '../value/json-text.ts';
import {
  contextOf,
  ContextString,
  joinContexts,
  makeString,
  NO_CONTEXT,
  textOf,
  type Context,
} from '../value/string-context.ts';
import {
  Lambda,
  NixFloat,
  PartialCall,
  PathValue,
  peek,
  Thunk,
  type NixString,
  type Slot,
  type Value,
} from '../value/value.ts';
import { determinePos } from './apply-thunk.ts';
import type { Builder } from './context.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';

interface Output {
  readonly parts: ByteString[];
  context: Context;
}

export interface JsonOptions {
  /** Copies paths to the store; without it they stay as they are. */
  readonly copy: CopyToStore | undefined;
  /** Whether what is not evaluated yet shall be; it is an error otherwise. */
  readonly strict: boolean;
}

/** The JSON text of a value. */
export function* toJson(slot: Slot, options: JsonOptions, pos: Pos = 0): Task<NixString> {
  const out: Output = { parts: [], context: NO_CONTEXT };
  yield json(slot, options, out, pos);
  return makeString(out.parts.join(''), out.context);
}

function scalar(value: Value, out: Output): boolean {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      out.parts.push(String(value));
      return true;
    case 'string':
      out.parts.push(jsonString(value));
      return true;
  }
  if (value === null) out.parts.push('null');
  else if (value instanceof NixFloat) out.parts.push(jsonFloat(value.value));
  else if (value instanceof ContextString) {
    out.parts.push(jsonString(value.text));
    out.context = joinContexts(out.context, value.context);
  } else return false;
  return true;
}

function* json(slot: Slot, options: JsonOptions, out: Output, pos: Pos): Task {
  const level = new CallLevel(pos);
  yield level;
  try {
    const value = options.strict ? yield* force(slot, pos) : peek(slot);
    if (options.strict && value instanceof Lambda) value.forced = true;
    if (!(value instanceof Thunk) && scalar(value, out)) return null;
    if (value instanceof PathValue) return yield* jsonPath(value, options, out);
    if (Array.isArray(value)) {
      out.parts.push('[');
      for (const [i, item] of value.entries()) {
        if (i > 0) out.parts.push(',');
        const line = () => hint`while evaluating list element at index ${i}`;
        yield* member(item, options, out, level, pos, line);
      }
      out.parts.push(']');
      return null;
    }
    if (value instanceof Attrs)
      return yield* peeled(value, pos, (inner, calledToString, at) =>
        inner instanceof Attrs
          ? jsonSet(inner, options, out, level, calledToString ? at : undefined)
          : jsonPeeled(inner, options, out, pos, calledToString ? at : undefined),
      );
    const what = value instanceof Thunk ? showThunk(value) : showType(value);
    throw new EvalError('type', hint`cannot convert ${what} to JSON`, determinePos(value) || pos);
  } finally {
    level.leave();
  }
}

function* jsonPath({ path, core }: PathValue, { copy }: JsonOptions, out: Output): Task {
  if (copy === undefined) out.parts.push(jsonString(path));
  else {
    const copied = yield* copy(path, core);
    out.parts.push(jsonString(copied.storePath));
    out.context = joinContexts(out.context, copied.context);
  }
  return null;
}

/** What a set's `__toString` (then `toStringPos` is where it stands) or `outPath` led to. */
function* jsonPeeled(
  value: Value,
  options: JsonOptions,
  out: Output,
  pos: Pos,
  toStringPos: Pos | undefined,
): Task {
  if (toStringPos === undefined) return yield json(value, options, out, pos);
  if (!isString(value) && !(value instanceof PathValue)) throw noString(value, 'should', toStringPos);
  return yield json(value, { ...options, copy: undefined }, out, pos);
}

function noString(value: Value, verb: ByteString, pos: Pos): EvalError {
  const shown = new Verbatim(showForError(value));
  const message = `\`__toString\` ${verb} return a string, but got ` + hint`${showType(value)}: ${shown}`;
  return new EvalError('type', message, pos);
}

function* member(
  slot: Slot,
  options: JsonOptions,
  out: Output,
  level: CallLevel,
  pos: Pos,
  line: () => ByteString,
): Task<null> {
  const known = peek(slot);
  if (!(known instanceof Thunk || level.room < 0) && scalar(known, out)) return null;
  try {
    yield json(slot, options, out, pos);
    return null;
  } catch (error) {
    if (error instanceof EvalError) error.trace(pos, line());
    throw error;
  }
}

function* jsonSet(
  set: Attrs,
  options: JsonOptions,
  out: Output,
  level: CallLevel,
  toStringPos: Pos | undefined,
): Task {
  if (toStringPos !== undefined) throw noString(set, 'must', toStringPos);
  out.parts.push('{');
  const { names } = set.shape;
  for (let i = 0; i < names.length; i++) {
    out.parts.push(`${i > 0 ? ',' : ''}${jsonString(names[i])}:`);
    const line = () => hint`while evaluating attribute '${printName(names[i])}'`;
    yield* member(set.values[i], options, out, level, set.positions?.[i] ?? 0, line);
  }
  out.parts.push('}');
  return null;
}

// -- XML -----------------------------------------------------------------------------------------------------------

const XML_ESCAPES: Readonly<Record<string, string>> = {
  '"': '&quot;',
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '\n': '&#xA;',
};

type XmlAttributes = Readonly<Record<string, ByteString | undefined>>;

export interface XmlOptions {
  /** Whether to tell where attributes and functions were written. */
  readonly location: boolean;
  /** Whether what is not evaluated yet shall be; it is only called so otherwise. */
  readonly strict: boolean;
  /** Takes what was written when an error ends it, every element closed. */
  readonly unfinished?: (text: ByteString) => void;
}

class XmlWriter {
  readonly parts: ByteString[] = ["<?xml version='1.0' encoding='utf-8'?>\n"];
  readonly derivations = new Set<ByteString>();
  context: Context = NO_CONTEXT;
  readonly #opened: ByteString[] = [];

  constructor(
    readonly builder: Builder,
    readonly options: XmlOptions,
  ) {}

  #tag(name: ByteString, attributes: XmlAttributes, end: ByteString): void {
    const text = Object.entries(attributes)
      .filter((entry): entry is [string, ByteString] => entry[1] !== undefined)
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([key, value]) => ` ${key}="${value.replace(/["<>&\n]/g, (c) => XML_ESCAPES[c])}"`)
      .join('');
    this.parts.push(`${'  '.repeat(this.#opened.length)}<${name}${text}${end}\n`);
  }

  empty(name: ByteString, attributes: XmlAttributes = {}): void {
    this.#tag(name, attributes, ' />');
  }

  open(name: ByteString, attributes: XmlAttributes = {}): void {
    this.#tag(name, attributes, '>');
    this.#opened.push(name);
  }

  /** Whether it writes a part of the value, not the value itself. */
  get isInside(): boolean {
    return this.#opened.length > 1;
  }

  /** Closes the element that was opened last. */
  close(): void {
    const name = this.#opened.pop();
    this.parts.push(`${'  '.repeat(this.#opened.length)}</${name}>\n`);
  }

  /** Closes whatever is open; the whole text. */
  finish(): ByteString {
    while (this.#opened.length > 0) this.close();
    return this.parts.join('');
  }

  place(pos: Pos): XmlAttributes {
    const place = this.options.location ? this.builder.sources.place(pos) : undefined;
    if (place === undefined) return {};
    const { origin } = place.source;
    return {
      path: 'path' in origin ? origin.path : undefined,
      line: String(place.line),
      column: String(place.column),
    };
  }
}

/** The XML text of a value. */
export function* toXml(builder: Builder, slot: Slot, options: XmlOptions): Task<NixString> {
  const writer = new XmlWriter(builder, options);
  try {
    writer.open('expr');
    yield xml(slot, writer, 0);
  } catch (error) {
    options.unfinished?.(writer.finish());
    throw error;
  }
  writer.close();
  return makeString(writer.parts.join(''), writer.context);
}

function* xml(slot: Slot, out: XmlWriter, pos: Pos): Task {
  const level = new CallLevel(pos);
  yield level;
  try {
    const { strict } = out.options;
    const value = strict ? yield* force(slot, pos) : peek(slot);
    // A function nobody asked for yet is a thunk to Nix.
    const isLazy = !strict && out.isInside && value instanceof Lambda && !value.forced;
    if (value instanceof Thunk || isLazy) out.empty('unevaluated');
    else if (typeof value === 'number' || typeof value === 'bigint')
      out.empty('int', { value: String(value) });
    else if (typeof value === 'boolean') out.empty('bool', { value: String(value) });
    else if (value === null) out.empty('null');
    else if (value instanceof NixFloat) out.empty('float', { value: printFloat(value.value) });
    else if (isString(value)) {
      out.context = joinContexts(out.context, contextOf(value));
      out.empty('string', { value: textOf(value) });
    } else if (value instanceof PathValue) out.empty('path', { value: value.shown });
    else if (Array.isArray(value)) {
      out.open('list');
      for (const item of value) yield xml(item, out, pos);
      out.close();
    } else if (value instanceof Attrs) yield* xmlSet(value, out);
    else xmlFunction(value, out);
    return null;
  } finally {
    level.leave();
  }
}

function* xmlSet(set: Attrs, out: XmlWriter): Task<null> {
  if (!(yield* isDerivation(set))) {
    out.open('attrs');
    yield* xmlAttributes(set, out);
    out.close();
    return null;
  }
  const path = function* (name: ByteString): Task<ByteString | undefined> {
    const slot = set.get(name);
    if (slot === undefined) return undefined;
    const value = out.options.strict ? yield* force(slot, set.positionOf(name)) : peek(slot);
    return !(value instanceof Thunk) && isString(value) ? textOf(value) : undefined;
  };
  const drvPath = yield* path('drvPath');
  const outPath = yield* path('outPath');
  out.open('derivation', { drvPath, outPath });
  if (drvPath !== undefined && drvPath !== '' && !out.derivations.has(drvPath)) {
    out.derivations.add(drvPath);
    yield* xmlAttributes(set, out);
  } else out.empty('repeated');
  out.close();
  return null;
}

function* xmlAttributes(set: Attrs, out: XmlWriter): Task<null> {
  for (const [i, name] of set.shape.names.entries()) {
    const pos = set.positions?.[i] ?? 0;
    out.open('attr', { name, ...out.place(pos) });
    yield xml(set.values[i], out, pos);
    out.close();
  }
  return null;
}

function xmlFunction(value: Value, out: XmlWriter): void {
  if (!(value instanceof Lambda || value instanceof PartialCall)) {
    out.empty('unevaluated');
    return;
  }
  const { info } = value instanceof Lambda ? value : value.lambda;
  const at = value instanceof Lambda ? 0 : value.args.length;
  out.open('function', out.place(info.positions[at]));
  if (info.formals === undefined) out.empty('varpat', { name: info.parameters[at] });
  else {
    out.open('attrspat', { name: info.parameters[0], ellipsis: info.formals.open ? '1' : undefined });
    for (const name of [...info.formals.names].sort(compareBytes)) out.empty('attr', { name });
    out.close();
  }
  out.close();
}

export const SERIALIZE_BUILTINS: readonly BuiltinDescriptor[] = [
  task(
    '__toJSON',
    'e',
    'The JSON text of *e*; derivations and other sets with `outPath` become that string.',
    (c, [e]) => toJson(e, { copy: c.copyToStore, strict: true }),
  ),
  task('__toXML', 'e', 'The XML text of *e*.', (c, [e]) => toXml(c, e, { location: false, strict: true })),
  leaf('__fromJSON', ['plain-string'], 'e', 'The value of a JSON text.', (_, text) => parseJson(text), {
    lines: ['while evaluating the first argument passed to builtins.fromJSON'],
  }),
];
