// What an attribute set says about a derivation: each attribute in turn, as `derivationStrict` reads it.
//
// Invariant: attributes are evaluated in the order of their names, and an error names the one it came from. Every one
// becomes an environment variable by coercion, or with `__structuredAttrs` a member of one JSON text.
// Source of the rules and messages: Nix's `derivationStrictInternal`; measured on Nix 2.36.
import { hashAlgorithm, NotSimulated, type ByteString, type HashAlgorithm } from '../base/index.ts';
import {
  coerceToString,
  contextOf,
  EvalError,
  force,
  forceBool,
  forceList,
  forceString,
  forceStringNoContext,
  hint,
  joinContexts,
  jsonString,
  NO_CONTEXT,
  parseJson,
  requireFeature,
  stripColors,
  textOf,
  toJson,
  type Attrs,
  type Builder,
  type Context,
  type Pos,
  type Slot,
  type Task,
} from '../lang/index.ts';
import type { ContentMethod } from '../store/index.ts';

/** What the attributes say, before their context is looked at. */
export interface Draft {
  readonly name: ByteString;
  builder: ByteString;
  system: ByteString;
  readonly args: ByteString[];
  readonly env: Map<ByteString, ByteString>;
  /** The JSON text of each attribute, when they are handed over as JSON. */
  structured: Map<ByteString, ByteString> | undefined;
  /** Sorted. */
  outputs: readonly ByteString[];
  context: Context;
  outputHash: ByteString | undefined;
  outputHashAlgo: HashAlgorithm | undefined;
  outputHashMode: ContentMethod | undefined;
  contentAddressed: boolean;
  impure: boolean;
}

export function* readAttributes(builder: Builder, attrs: Attrs, name: ByteString): Task<Draft> {
  const structured = yield* flag(attrs, '__structuredAttrs');
  const ignoreNulls = yield* flag(attrs, '__ignoreNulls');
  const draft: Draft = {
    name,
    builder: '',
    system: '',
    args: [],
    env: new Map(),
    structured: structured ? new Map<ByteString, ByteString>() : undefined,
    outputs: ['out'],
    context: NO_CONTEXT,
    outputHash: undefined,
    outputHashAlgo: undefined,
    outputHashMode: undefined,
    contentAddressed: false,
    impure: false,
  };
  const reader = new AttributeReader(builder, draft);
  for (const [i, key] of attrs.shape.names.entries()) {
    if (key === '__ignoreNulls') continue;
    const slot = attrs.values[i];
    try {
      if (ignoreNulls && (yield* force(slot)) === null) continue;
      yield* reader.read(key, slot, attrs.positionOf(key));
    } catch (error) {
      if (error instanceof EvalError)
        error.trace(attrs.positionOf(key), hint`while evaluating attribute '${key}' of derivation '${name}'`);
      throw error;
    }
  }
  return draft;
}

function* flag(attrs: Attrs, name: ByteString): Task<boolean> {
  const slot = attrs.get(name);
  if (slot === undefined) return false;
  return yield* forceBool(
    slot,
    `while evaluating the \`${name}\` attribute passed to builtins.derivationStrict`,
  );
}

/** Attributes that do nothing when the others are handed over as JSON. */
const WITHOUT_EFFECT = new Set([
  'allowedReferences',
  'allowedRequisites',
  'disallowedReferences',
  'disallowedRequisites',
  'maxSize',
  'maxClosureSize',
]);

class AttributeReader {
  constructor(
    readonly builder: Builder,
    readonly draft: Draft,
  ) {}

  *read(key: ByteString, slot: Slot, pos: Pos): Task<void> {
    const { builder, draft } = this;
    switch (key) {
      case '__contentAddressed':
        if (!(yield* forceBool(slot, ''))) return;
        requireFeature(builder.features, 'ca-derivations');
        draft.contentAddressed = true;
        return;
      case '__impure':
        if (!(yield* forceBool(slot, ''))) return;
        draft.impure = true;
        requireFeature(builder.features, 'impure-derivations');
        return;
      case 'args':
        return yield* this.#arguments(slot);
    }
    if (draft.structured === undefined) return yield* this.#variable(key, slot, pos);
    if (key !== '__structuredAttrs') yield* this.#member(draft.structured, key, slot, pos);
  }

  *#arguments(slot: Slot): Task<void> {
    for (const item of yield* forceList(slot, '')) {
      const line = 'while evaluating an element of the argument list';
      this.draft.args.push(yield* this.#coerced(item, line));
    }
  }

  *#coerced(slot: Slot, line: ByteString): Task<ByteString> {
    const copy = this.builder.copyToStore;
    const { text, context } = yield* coerceToString(slot, { line, more: true, copy });
    this.#uses(context);
    return text;
  }

  #uses(context: Context): void {
    this.draft.context = joinContexts(this.draft.context, context);
  }

  /** An attribute as an environment variable. */
  *#variable(key: ByteString, slot: Slot, pos: Pos): Task<void> {
    const { draft } = this;
    const text = yield* this.#coerced(slot, '');
    if (key === '__json') {
      this.#warn(
        "setting structured attributes via '__json' is deprecated, and may be disallowed in future versions of Nix. Set '__structuredAttrs = true' instead.",
        pos,
      );
      draft.env.set(key, yield* normalJson(text));
      return;
    }
    draft.env.set(key, text);
    this.#special(key, text);
    if (key === 'outputs') this.#outputs(words(text));
    if (key === 'requiredSystemFeatures') this.#features(words(text));
  }

  /** An attribute as a member of the JSON text. */
  *#member(members: Map<ByteString, ByteString>, key: ByteString, slot: Slot, pos: Pos): Task<void> {
    const json = yield* toJson(slot, { copy: this.builder.copyToStore, strict: true });
    this.#uses(contextOf(json));
    members.set(key, textOf(json));
    switch (key) {
      case 'builder': {
        const text = yield* forceString(slot, '');
        this.#uses(contextOf(text));
        this.#special(key, textOf(text));
        break;
      }
      case 'system':
      case 'outputHash':
      case 'outputHashAlgo':
      case 'outputHashMode':
        this.#special(key, yield* forceStringNoContext(slot, ''));
        break;
      case 'outputs':
        this.#outputs(yield* this.#strings(slot));
        break;
      case 'requiredSystemFeatures':
        if (this.builder.features.has('dynamic-derivations')) this.#features(yield* this.#strings(slot));
        break;
    }
    if (WITHOUT_EFFECT.has(key))
      this.#warn(
        hint`'structuredAttrs' disables the effect of the derivation attribute '${key}'; use 'outputChecks.<output>.${key}' instead`,
        pos,
      );
  }

  *#strings(slot: Slot): Task<ByteString[]> {
    const strings: ByteString[] = [];
    for (const item of yield* forceList(slot, '')) strings.push(yield* forceStringNoContext(item, ''));
    return strings;
  }

  /** Attributes that say something about the derivation itself. */
  #special(key: ByteString, text: ByteString): void {
    const { draft } = this;
    switch (key) {
      case 'builder':
        draft.builder = text;
        break;
      case 'system':
        draft.system = text;
        break;
      case 'outputHash':
        draft.outputHash = text;
        break;
      case 'outputHashAlgo':
        if (text === 'blake3') requireFeature(this.builder.features, 'blake3-hashes');
        draft.outputHashAlgo = hashAlgorithm(text);
        break;
      case 'outputHashMode':
        draft.outputHashMode = this.#hashMode(text);
        break;
    }
  }

  #hashMode(text: ByteString): ContentMethod {
    const { features } = this.builder;
    switch (text) {
      case 'flat':
        return 'flat';
      case 'nar':
      case 'recursive':
        return 'nar';
      case 'text':
        requireFeature(
          features,
          'dynamic-derivations',
          `text-hashed derivation '${this.draft.name}', outputHashMode = "text"`,
        );
        return 'text';
      case 'git':
        requireFeature(features, 'git-hashing');
        return 'git';
    }
    throw new EvalError('eval', hint`invalid value '${text}' for 'outputHashMode' attribute`);
  }

  #outputs(given: readonly ByteString[]): void {
    const names: ByteString[] = [];
    for (const output of given) {
      if (names.includes(output)) throw new EvalError('eval', hint`duplicate derivation output '${output}'`);
      if (output === 'drvPath') throw new EvalError('eval', "invalid derivation output name 'drvPath'");
      names.push(output);
    }
    if (names.length === 0) throw new EvalError('eval', 'derivation cannot have an empty set of outputs');
    this.draft.outputs = names.sort();
  }

  #features(names: readonly ByteString[]): void {
    if (this.builder.features.has('dynamic-derivations') && names.includes('builder-rpc-v0'))
      throw new NotSimulated('the system feature builder-rpc-v0');
  }

  #warn(message: ByteString, pos: Pos): void {
    const warning = new EvalError('eval', message, pos);
    warning.trace(0, hint`while evaluating derivation '${this.draft.name}'`);
    this.builder.warn(warning);
  }
}

const words = (text: ByteString) => text.split(/[ \t\n\r]+/).filter((word) => word !== '');

/** A JSON object as the store writes it: without spaces, members in the order of their names. */
function* normalJson(text: ByteString): Task<ByteString> {
  if (!/^[ \t\n\r]*\{/.test(text)) throw new NotSimulated('__json that is no JSON object');
  try {
    return textOf(yield* toJson(parseJson(text), { copy: undefined, strict: true }));
  } catch (error) {
    if (error instanceof EvalError) throw new NotSimulated('such a __json', stripColors(error.message));
    throw error;
  }
}

/** The JSON text of structured attributes. */
export function structuredText(members: ReadonlyMap<ByteString, ByteString>): ByteString {
  return `{${[...members].map(([key, json]) => `${jsonString(key)}:${json}`).join(',')}}`;
}
