// Values as JSON and XML, and JSON as values.
import { compareBytes, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { coerceToString, type CopyToStore } from '../eval/coerce.ts';
import { isDerivation } from '../eval/equality.ts';
import { call, force, isString, type Task } from '../eval/request.ts';
import { showType } from '../eval/types.ts';
import { printFloat, printName } from '../syntax/print.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
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
  type NixString,
  type Slot,
  type Value,
} from '../value/value.ts';
import type { Builder } from './context.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';

interface Output {
  readonly parts: ByteString[];
  context: Context;
}

/** The JSON text of a value, evaluated all through. Paths are copied to the store when `copy` is given. */
export function* toJson(slot: Slot, copy: CopyToStore | undefined, pos: Pos = 0): Task<NixString> {
  const out: Output = { parts: [], context: NO_CONTEXT };
  yield json(slot, copy, out, pos);
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

function* json(slot: Slot, copy: CopyToStore | undefined, out: Output, pos: Pos): Task {
  const value = yield* force(slot, pos);
  if (scalar(value, out)) return null;
  if (value instanceof PathValue) {
    if (copy === undefined) out.parts.push(jsonString(value.path));
    else {
      const copied = yield* copy(value.path);
      out.parts.push(jsonString(copied.storePath));
      out.context = joinContexts(out.context, copied.context);
    }
    return null;
  }
  if (Array.isArray(value)) {
    out.parts.push('[');
    for (const [i, item] of value.entries()) {
      if (i > 0) out.parts.push(',');
      yield* member(item, copy, out, pos, pos, () => hint`while evaluating list element at index ${i}`);
    }
    out.parts.push(']');
    return null;
  }
  if (value instanceof Attrs) return yield* jsonSet(value, copy, out, pos);
  throw new EvalError('type', hint`cannot convert ${showType(value)} to JSON`, lambdaPos(value) ?? pos);
}

function lambdaPos(value: Value): Pos | undefined {
  if (value instanceof Lambda) return value.info.positions[0];
  if (value instanceof PartialCall) return value.lambda.info.positions[value.args.length];
  return undefined;
}

function* member(
  slot: Slot,
  copy: CopyToStore | undefined,
  out: Output,
  pos: Pos,
  tracePos: Pos,
  line: () => ByteString,
): Task<null> {
  try {
    const value = yield* force(slot, pos);
    if (!scalar(value, out)) yield json(value, copy, out, pos);
    return null;
  } catch (error) {
    if (error instanceof EvalError) error.trace(tracePos, line());
    throw error;
  }
}

function* jsonSet(set: Attrs, copy: CopyToStore | undefined, out: Output, pos: Pos): Task {
  const toString = set.get('__toString');
  if (toString !== undefined) {
    const text = yield* call(yield* force(toString, pos), [set], pos);
    const line = 'while evaluating the result of the `__toString` attribute';
    const coerced = yield* coerceToString(text, { line, pos });
    out.parts.push(jsonString(coerced.text));
    out.context = joinContexts(out.context, coerced.context);
    return null;
  }
  const outPath = set.get('outPath');
  if (outPath !== undefined) return yield json(outPath, copy, out, set.positionOf('outPath'));
  out.parts.push('{');
  const { names } = set.shape;
  for (let i = 0; i < names.length; i++) {
    out.parts.push(`${i > 0 ? ',' : ''}${jsonString(names[i])}:`);
    const at = set.positions?.[i] ?? 0;
    yield* member(
      set.values[i],
      copy,
      out,
      at,
      at,
      () => hint`while evaluating attribute '${printName(names[i])}'`,
    );
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

class XmlWriter {
  readonly parts: ByteString[] = ["<?xml version='1.0' encoding='utf-8'?>\n"];
  readonly derivations = new Set<ByteString>();
  context: Context = NO_CONTEXT;
  #depth = 0;

  constructor(
    readonly builder: Builder,
    readonly location: boolean,
  ) {}

  #tag(name: ByteString, attributes: XmlAttributes, end: ByteString): void {
    const text = Object.entries(attributes)
      .filter((entry): entry is [string, ByteString] => entry[1] !== undefined)
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([key, value]) => ` ${key}="${value.replace(/["<>&\n]/g, (c) => XML_ESCAPES[c])}"`)
      .join('');
    this.parts.push(`${'  '.repeat(this.#depth)}<${name}${text}${end}\n`);
  }

  empty(name: ByteString, attributes: XmlAttributes = {}): void {
    this.#tag(name, attributes, ' />');
  }

  open(name: ByteString, attributes: XmlAttributes = {}): void {
    this.#tag(name, attributes, '>');
    this.#depth++;
  }

  close(name: ByteString): void {
    this.#depth--;
    this.parts.push(`${'  '.repeat(this.#depth)}</${name}>\n`);
  }

  place(pos: Pos): XmlAttributes {
    const place = this.location ? this.builder.sources.place(pos) : undefined;
    if (place === undefined) return {};
    const { origin } = place.source;
    return {
      path: origin.kind === 'file' ? origin.path : undefined,
      line: String(place.line),
      column: String(place.column),
    };
  }
}

/** The XML text of a value, evaluated all through. */
export function* toXml(
  builder: Builder,
  slot: Slot,
  options: { readonly location: boolean },
): Task<NixString> {
  const writer = new XmlWriter(builder, options.location);
  writer.open('expr');
  yield xml(slot, writer, 0);
  writer.close('expr');
  return makeString(writer.parts.join(''), writer.context);
}

function* xml(slot: Slot, out: XmlWriter, pos: Pos): Task {
  const value = yield* force(slot, pos);
  if (typeof value === 'number' || typeof value === 'bigint') out.empty('int', { value: String(value) });
  else if (typeof value === 'boolean') out.empty('bool', { value: String(value) });
  else if (value === null) out.empty('null');
  else if (value instanceof NixFloat) out.empty('float', { value: printFloat(value.value) });
  else if (isString(value)) {
    out.context = joinContexts(out.context, contextOf(value));
    out.empty('string', { value: textOf(value) });
  } else if (value instanceof PathValue) out.empty('path', { value: value.path });
  else if (Array.isArray(value)) {
    out.open('list');
    for (const item of value) yield xml(item, out, pos);
    out.close('list');
  } else if (value instanceof Attrs) yield* xmlSet(value, out);
  else xmlFunction(value, out);
  return null;
}

function* xmlSet(set: Attrs, out: XmlWriter): Task<null> {
  if (!(yield* isDerivation(set))) {
    out.open('attrs');
    yield* xmlAttributes(set, out);
    out.close('attrs');
    return null;
  }
  const path = function* (name: ByteString): Task<ByteString | undefined> {
    const slot = set.get(name);
    if (slot === undefined) return undefined;
    const value = yield* force(slot, set.positionOf(name));
    return isString(value) ? textOf(value) : undefined;
  };
  const drvPath = yield* path('drvPath');
  const outPath = yield* path('outPath');
  out.open('derivation', { drvPath, outPath });
  if (drvPath !== undefined && drvPath !== '' && !out.derivations.has(drvPath)) {
    out.derivations.add(drvPath);
    yield* xmlAttributes(set, out);
  } else out.empty('repeated');
  out.close('derivation');
  return null;
}

function* xmlAttributes(set: Attrs, out: XmlWriter): Task<null> {
  for (const [i, name] of set.shape.names.entries()) {
    const pos = set.positions?.[i] ?? 0;
    out.open('attr', { name, ...out.place(pos) });
    yield xml(set.values[i], out, pos);
    out.close('attr');
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
    out.close('attrspat');
  }
  out.close('function');
}

export const SERIALIZE_BUILTINS: readonly BuiltinDescriptor[] = [
  task(
    '__toJSON',
    'e',
    'The JSON text of *e*; derivations and other sets with `outPath` become that string.',
    (c, [e]) => toJson(e, c.copyToStore),
  ),
  task('__toXML', 'e', 'The XML text of *e*.', (c, [e]) => toXml(c, e, { location: false })),
  leaf('__fromJSON', ['plain-string'], 'e', 'The value of a JSON text.', (_, text) => parseJson(text), {
    lines: ['while evaluating the first argument passed to builtins.fromJSON'],
  }),
];
