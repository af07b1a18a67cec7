// Nix's settings: what nix.conf and `--option` may say, with Nix's defaults.
//
// Only settings that have an effect here are known; any other name gets Nix's own warning.
import type { ByteString } from '../base/index.ts';

/** A setting's value is not one; the message is Nix's. */
export class BadSetting extends Error {
  readonly code = 'bad-setting';
}

type Kind = 'text' | 'integer' | 'count' | 'boolean' | 'words';

const KNOWN: Readonly<Record<string, { readonly kind: Kind; readonly initial: ByteString }>> = {
  cores: { kind: 'integer', initial: '0' },
  'experimental-features': { kind: 'words', initial: '' },
  'keep-going': { kind: 'boolean', initial: 'false' },
  'max-call-depth': { kind: 'integer', initial: '10000' },
  'max-jobs': { kind: 'count', initial: '1' },
  'nix-path': { kind: 'words', initial: '' },
  sandbox: { kind: 'boolean', initial: 'true' },
  'sandbox-paths': { kind: 'words', initial: '' },
  'show-trace': { kind: 'boolean', initial: 'false' },
  system: { kind: 'text', initial: 'x86_64-linux' },
};

/** Settings that Nix has and Nixarium holds fixed: told apart from unknown ones, so that no file is misread. */
const FIXED: Readonly<Record<string, ByteString>> = { 'compress-build-log': 'false' };

export class Settings {
  readonly #values = new Map<string, ByteString>();
  /** What was not understood: `unknown setting 'x'`. */
  readonly warnings: ByteString[] = [];

  /** Reads the text of a nix.conf. Throws BadSetting on a line that is none. */
  read(text: ByteString, path: ByteString): void {
    for (const line of text.split('\n')) {
      const words = line
        .replace(/#.*/, '')
        .split(/\s+/)
        .filter((word) => word !== '');
      if (words.length === 0) continue;
      if (words.length < 2 || words[1] !== '=')
        throw new BadSetting(`illegal configuration line '${line}' in '${path}'`);
      this.set(words[0], words.slice(2).join(' '));
    }
  }

  /** Sets one; an unknown name becomes a warning. Throws BadSetting on a value of the wrong kind. */
  set(name: string, value: ByteString): void {
    if (FIXED[name] === value) return;
    const known = KNOWN[name] as (typeof KNOWN)[string] | undefined;
    if (known === undefined) {
      this.warnings.push(`unknown setting '${name}'`);
      return;
    }
    if (known.kind === 'integer' && !/^-?\d+$/.test(value))
      throw new BadSetting(`setting '${name}' has invalid value '${value}'`);
    if (known.kind === 'count' && value !== 'auto' && !/^\d+$/.test(value))
      throw new BadSetting(`configuration setting '${name}' should be 'auto' or an integer`);
    if (known.kind === 'boolean' && !/^(true|false|yes|no|1|0)$/.test(value))
      throw new BadSetting(`Boolean setting '${name}' has invalid value '${value}'`);
    this.#values.set(name, value);
  }

  /** Adds words to a setting that holds some. */
  add(name: string, words: ByteString): void {
    this.set(name, `${this.text(name)} ${words}`.trim());
  }

  text(name: string): ByteString {
    return this.#values.get(name) ?? KNOWN[name].initial;
  }

  number(name: string): number {
    return Number(this.text(name));
  }

  boolean(name: string): boolean {
    return /^(true|yes|1)$/.test(this.text(name));
  }

  words(name: string): ByteString[] {
    return this.text(name)
      .split(/\s+/)
      .filter((word) => word !== '');
  }

  /** `max-jobs`: slots for builds at the same time; `auto` is one for each of the machine's two processors. */
  get maxJobs(): number {
    return this.text('max-jobs') === 'auto' ? PROCESSORS : Math.max(1, this.number('max-jobs'));
  }

  /** `NIX_BUILD_CORES`: what `cores` says, or all processors for 0. */
  get cores(): number {
    return this.number('cores') === 0 ? PROCESSORS : this.number('cores');
  }
}

/** The simulated machine has two processors. */
const PROCESSORS = 2;
