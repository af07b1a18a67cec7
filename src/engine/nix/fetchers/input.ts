// Inputs: what a fetcher can fetch, as attributes and as a URL. Each kind of input is a scheme.
//
// Source of the rules and messages: Nix's `fetchers::Input`; measured on Nix 2.36.
import { showHash, type ByteString } from '../../base/index.ts';
import { EvalError, hint, requireFeature, type Builder } from '../../lang/index.ts';
import type { StoreHost } from '../store-host.ts';
import {
  attributesToJson,
  maybeBoolean,
  maybeInt,
  maybeString,
  narHashOf,
  requireString,
  revisionOf,
  type InputAttributes,
} from './attributes.ts';
import { parseUrl, showUrl, type Url, type UrlOptions } from './url.ts';

/** What every part of fetching may use. */
export interface Fetching extends UrlOptions {
  readonly builder: Builder;
  readonly host: StoreHost;
}

export function fetching(builder: Builder, host: StoreHost): Fetching {
  const warn = (message: ByteString) => host.print(`\x1b[35;1mwarning:\x1b[0m ${message}`);
  return { builder, host, warn };
}

/** A tree that was fetched: its store path, and what is now known of the input. */
export interface Fetched {
  readonly storePath: ByteString;
  readonly attrs: InputAttributes;
}

export interface Scheme {
  readonly name: ByteString;
  /** The experimental feature it needs. */
  readonly feature?: ByteString;
  /** Attributes it knows besides `type`. */
  readonly attributes: ReadonlySet<ByteString>;
  /** Whether it can be fetched without looking a name up first. */
  readonly isDirect?: boolean;
  /** The input a URL names; undefined when it is not of this scheme. `tree` wants a tree, not a file. */
  fromUrl(url: Url, tree: boolean, f: Fetching): InputAttributes | undefined;
  /** Checks attributes, and puts them right. */
  fromAttributes(attrs: InputAttributes, f: Fetching): InputAttributes;
  toUrl(attrs: InputAttributes, f: Fetching): Url;
  /** Whether the attributes determine the content. */
  isLocked(attrs: InputAttributes, f: Fetching): boolean;
  /** Fetches; throws an EvalError. */
  fetch(input: Input, f: Fetching): Fetched;
}

export class Input {
  constructor(
    readonly attrs: InputAttributes,
    readonly scheme: Scheme | undefined,
  ) {}

  get isDirect(): boolean {
    return this.scheme?.isDirect !== false;
  }

  get isFinal(): boolean {
    return maybeBoolean(this.attrs, '__final') ?? false;
  }

  get type(): ByteString {
    return requireString(this.attrs, 'type');
  }

  /** The NAR hash that is promised, in SRI notation. */
  narHash(f: Fetching): ByteString | undefined {
    const hash = narHashOf(f.builder, this.attrs);
    return hash === undefined ? undefined : showHash(hash, 'sri');
  }

  isLocked(f: Fetching): boolean {
    return this.scheme?.isLocked(this.attrs, f) ?? false;
  }

  toUrl(f: Fetching): Url {
    if (this.scheme === undefined)
      throw new EvalError('eval', hint`cannot show unsupported input '${attributesToJson(this.attrs)}'`);
    return this.scheme.toUrl(this.attrs, f);
  }

  toText(f: Fetching): ByteString {
    return showUrl(this.toUrl(f));
  }

  /** Fetches, and holds what was fetched against what was promised. */
  fetch(f: Fetching): Fetched {
    const { scheme } = this;
    if (scheme === undefined)
      throw new EvalError('eval', hint`cannot fetch unsupported input '${attributesToJson(this.attrs)}'`);
    try {
      this.toText(f); // for a message that Nix does not always show: it may not fail
      const fetched = scheme.fetch(this, f);
      this.#checkLocks(fetched, f);
      return fetched;
    } catch (error) {
      if (error instanceof EvalError) error.trace(0, hint`while fetching the input '${this.toText(f)}'`);
      throw error;
    }
  }

  #checkLocks({ attrs }: Fetched, f: Fetching): void {
    const promised = this.narHash(f);
    const got = new Input(attrs, this.scheme).narHash(f);
    if (promised !== undefined && got !== promised)
      throw new EvalError(
        'eval',
        got === undefined
          ? hint`NAR hash mismatch in input '${this.toText(f)}', expected '${promised}' but got none`
          : hint`NAR hash mismatch in input '${this.toText(f)}', expected '${promised}' but got '${got}'`,
      );
    const revision = revisionOf(f.builder, this.attrs);
    if (revision !== undefined && revisionOf(f.builder, attrs) !== revision)
      throw new EvalError(
        'eval',
        hint`'rev' attribute mismatch in input '${new Input(attrs, this.scheme).toText(f)}', expected ${revision}`,
      );
  }
}

/** The attributes with the NAR hash of what was fetched. */
export function withNarHash({ storePath, attrs }: Fetched, f: Fetching): InputAttributes {
  const hash = f.host.store.narDigest(storePath, 'sha256');
  return new Map([...attrs, ['narHash', showHash({ algorithm: 'sha256', hash }, 'sri')]]);
}

/** Attributes that every input may have must be of their type. */
function checked(attrs: InputAttributes, scheme: Scheme | undefined): Input {
  requireString(attrs, 'type');
  maybeString(attrs, 'ref');
  maybeInt(attrs, 'revCount');
  maybeInt(attrs, 'lastModified');
  return new Input(attrs, scheme);
}

/** The kinds of input there are, in the order in which a URL is offered to them. */
export class Schemes {
  readonly #schemes: readonly Scheme[];

  constructor(schemes: readonly Scheme[]) {
    this.#schemes = [...schemes].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  fromUrl(url: Url, tree: boolean, f: Fetching): Input {
    for (const scheme of this.#schemes) {
      const attrs = scheme.fromUrl(url, tree, f);
      if (attrs === undefined) continue;
      if (scheme.feature !== undefined) requireFeature(f.builder.features, scheme.feature);
      return checked(attrs, scheme);
    }
    if (url.scheme === 'file+git')
      throw new EvalError(
        'eval',
        hint`input '${showUrl(url)}' is unsupported; did you mean 'git+file' instead of 'file+git'?`,
      );
    throw new EvalError('eval', hint`input '${showUrl(url)}' is unsupported`);
  }

  fromText(text: ByteString, f: Fetching): Input {
    return this.fromUrl(parseUrl(text, f), true, f);
  }

  fromAttributes(attrs: InputAttributes, f: Fetching): Input {
    const type = maybeString(attrs, 'type');
    if (type === undefined)
      throw new EvalError('eval', "'type' attribute to specify input scheme is required but not provided");
    const scheme = this.#schemes.find(({ name }) => name === type);
    if (scheme === undefined) return checked(attrs, undefined);
    if (scheme.feature !== undefined) requireFeature(f.builder.features, scheme.feature);
    for (const name of [...attrs.keys()].sort())
      if (name !== 'type' && name !== '__final' && !scheme.attributes.has(name))
        throw new EvalError('eval', hint`input attribute '${name}' not supported by scheme '${type}'`);
    return checked(scheme.fromAttributes(attrs, f), scheme);
  }
}
