// The text of a `.drv` file: `Derive([outputs],[inputDrvs],[inputSrcs],"system","builder",[args],[env])`. One that needs
// outputs of outputs is written in a later form, `DrvWithVersion("xp-dyn-drv",…)`.
//
// Invariant: reading and writing are inverse, byte for byte. Strings escape `\\ " \n \r \t` and nothing else.
import type { ByteString } from '../base/index.ts';
import type { Derivation, DerivationOutput, DynamicOutputs } from './derivation.ts';

/** A `.drv` file that cannot be read; says where. */
export class BadDerivation extends Error {
  readonly code = 'bad-derivation';
}

export interface WriteOptions {
  /** Written instead of the derivation's own: hashes in place of paths. */
  readonly inputDrvs?: ReadonlyMap<ByteString, readonly ByteString[]>;
  /** Output paths, and the environment variables that hold them, are written empty. */
  readonly maskOutputs?: boolean;
}

/** The later form's name. */
const DYNAMIC = 'xp-dyn-drv';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quote(text: ByteString): ByteString {
  return `"${text.replace(/[\\"\n\r\t]/g, (character) => ESCAPES[character])}"`;
}

function list(items: readonly ByteString[]): ByteString {
  return `[${items.join(',')}]`;
}

export function writeDerivation(derivation: Derivation, options: WriteOptions = {}): ByteString {
  const { maskOutputs = false, inputDrvs = derivation.inputDrvs } = options;
  const masked = (output: ByteString, path: ByteString) =>
    maskOutputs && derivation.outputs.has(output) ? '' : path;
  const outputs = [...derivation.outputs].map(
    ([name, { path, algorithm, hash }]) =>
      `(${[quote(name), quote(maskOutputs ? '' : path), quote(algorithm), quote(hash)].join(',')})`,
  );
  const dynamic = derivation.dynamicInputs;
  const inputs = [...inputDrvs].map(
    ([path, outputs]) => `(${quote(path)},${wanted({ outputs, of: dynamic?.get(path) ?? new Map() })})`,
  );
  const env = [...derivation.env].map(([name, value]) => `(${quote(name)},${quote(masked(name, value))})`);
  const head = dynamic === undefined ? 'Derive(' : `DrvWithVersion(${quote(DYNAMIC)},`;
  return `${head}${[
    list(outputs),
    list(inputs),
    list(derivation.inputSrcs.map(quote)),
    quote(derivation.system),
    quote(derivation.builder),
    list(derivation.args.map(quote)),
    list(env),
  ].join(',')})`;
}

/** Which outputs of an input are needed, and which of theirs. */
function wanted({ outputs, of }: DynamicOutputs): ByteString {
  const names = list(outputs.map(quote));
  if (of.size === 0) return names;
  return `(${names},${list([...of].map(([name, inner]) => `(${quote(name)},${wanted(inner)})`))})`;
}

/** Reads the text of a `.drv` file. Throws BadDerivation with what was expected, what was found and where. */
export function readDerivation(text: ByteString): Derivation {
  const reader = new Reader(text);
  const isDynamic = !reader.at('Derive(');
  reader.expect(isDynamic ? `DrvWithVersion("${DYNAMIC}",` : 'Derive(');
  const dynamicInputs = new Map<ByteString, DynamicOutputs['of']>();
  const outputs = reader.list(() => {
    reader.expect('(');
    const name = reader.string();
    const rest = [1, 2, 3].map(() => (reader.expect(','), reader.string()));
    reader.expect(')');
    const output: DerivationOutput = { path: rest[0], algorithm: rest[1], hash: rest[2] };
    return [name, output] as const;
  });
  reader.expect(',');
  const inputDrvs = reader.list(() => {
    reader.expect('(');
    const path = reader.string();
    reader.expect(',');
    const { outputs: names, of } = readWanted(reader);
    reader.expect(')');
    if (of.size > 0) dynamicInputs.set(path, of);
    return [path, names] as const;
  });
  reader.expect(',');
  const inputSrcs = reader.list(() => reader.string());
  reader.expect(',');
  const system = reader.string();
  reader.expect(',');
  const builder = reader.string();
  reader.expect(',');
  const args = reader.list(() => reader.string());
  reader.expect(',');
  const env = reader.list(() => {
    reader.expect('(');
    const name = reader.string();
    reader.expect(',');
    const value = reader.string();
    reader.expect(')');
    return [name, value] as const;
  });
  reader.expect(')');
  reader.end();
  return {
    outputs: new Map(outputs),
    inputDrvs: new Map(inputDrvs),
    ...(isDynamic ? { dynamicInputs } : {}),
    inputSrcs,
    system,
    builder,
    args,
    env: new Map(env),
  };
}

function readWanted(reader: Reader): DynamicOutputs {
  const names = () => reader.list(() => reader.string());
  if (reader.at('[')) return { outputs: names(), of: new Map() };
  reader.expect('(');
  const outputs = names();
  reader.expect(',');
  const of = reader.list(() => {
    reader.expect('(');
    const name = reader.string();
    reader.expect(',');
    const inner = readWanted(reader);
    reader.expect(')');
    return [name, inner] as const;
  });
  reader.expect(')');
  return { outputs, of: new Map(of) };
}

class Reader {
  #at = 0;
  constructor(private readonly text: ByteString) {}

  at(token: ByteString): boolean {
    return this.text.startsWith(token, this.#at);
  }

  expect(token: ByteString): void {
    if (!this.at(token)) this.#fail(`'${token}'`);
    this.#at += token.length;
  }

  end(): void {
    if (this.#at !== this.text.length) this.#fail('the end of the file');
  }

  list<T>(item: () => T): T[] {
    this.expect('[');
    const items: T[] = [];
    while (this.text[this.#at] !== ']') {
      if (items.length > 0) this.expect(',');
      items.push(item());
    }
    this.#at++;
    return items;
  }

  string(): ByteString {
    this.expect('"');
    let out = '';
    for (;;) {
      const stop = this.#nextSpecial();
      out += this.text.slice(this.#at, stop);
      this.#at = stop + 1;
      if (this.text[stop] === '"') return out;
      const escaped = this.text[this.#at++];
      out += escaped === 'n' ? '\n' : escaped === 'r' ? '\r' : escaped === 't' ? '\t' : escaped;
    }
  }

  /** The offset of the next quote or backslash. */
  #nextSpecial(): number {
    for (let i = this.#at; i < this.text.length; i++) {
      const code = this.text.charCodeAt(i);
      if (code === 34 || (code === 92 && i + 1 < this.text.length)) return i;
    }
    return this.#fail(`a closing '"'`);
  }

  #fail(expected: string): never {
    const found = this.text.slice(this.#at, this.#at + 10);
    throw new BadDerivation(
      `error parsing derivation: expected ${expected} at byte ${this.#at}, found ${found === '' ? 'the end of the file' : `'${found}'`}`,
    );
  }
}
