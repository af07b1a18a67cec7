// Nix's settings in force: what nix.conf, the environment and flags have made of the defaults.
//
// Invariant: a value is kept as `nix config show` prints it. Setting one that is fixed here to something else throws
// NotSimulated: nothing is taken and then ignored. Source of the rules: Nix's `Config` and `BaseSetting`.
import { NotSimulated, type ByteString } from '../base/index.ts';
import { parseSetting, PROCESSORS } from './setting-value.ts';
import { SETTINGS, type SettingDescriptor } from './settings-table.ts';

/** A setting's value is not one, or a line of nix.conf is none; the message is Nix's. */
export class BadSetting extends Error {
  readonly code = 'bad-setting';
  constructor(
    message: ByteString,
    /** Whether Nix counts it as a wrong use of the command. */
    readonly isUsage = true,
  ) {
    super(message);
  }
}

/** Kinds to which `extra-…` can add. */
const APPENDABLE = ['words', 'set', 'map', 'features'];
/** Lists of words to which Nix cannot add all the same. */
const NOT_APPENDABLE = ['plugin-files', 'allowed-impure-host-deps'];

const BY_NAME: ReadonlyMap<string, SettingDescriptor> = new Map(
  SETTINGS.flatMap((setting) => [setting.name, ...setting.aliases].map((name) => [name, setting] as const)),
);

export function isAppendable({ name, kind }: SettingDescriptor): boolean {
  return APPENDABLE.includes(kind) && !NOT_APPENDABLE.includes(name);
}

export class Settings {
  readonly #values = new Map<string, ByteString>();
  readonly #overridden = new Set<string>();
  readonly #unknown = new Set<string>();
  /** What is to be told: `unknown experimental feature 'x'`. */
  readonly warnings: ByteString[] = [];

  /**
   * Reads the text of a nix.conf. `readFile` answers the text of a file that it includes, or undefined. Throws
   * BadSetting on a line or value that is none. `skip` names settings that are not to be touched.
   */
  read(
    text: ByteString,
    path: ByteString,
    readFile: (path: ByteString) => ByteString | undefined,
    skip: (name: string) => boolean = () => false,
  ): void {
    const lines = configurationLines(text, path, readFile);
    // Features come first: they decide whether other settings count.
    const isFeatures = ({ name }: Line) => /^(extra-)?experimental-features$/.test(name);
    for (const line of [...lines.filter(isFeatures), ...lines.filter((line) => !isFeatures(line))])
      if (!skip(line.name)) this.set(line.name, line.value);
  }

  /** Sets one by its name, an alias, or with `extra-` before it. An unknown name is remembered for a warning. */
  set(name: string, value: ByteString): void {
    const known = BY_NAME.get(name);
    if (known !== undefined) return this.assign(known, value, false);
    const extended = name.startsWith('extra-') ? BY_NAME.get(name.slice('extra-'.length)) : undefined;
    if (extended !== undefined && isAppendable(extended)) return this.assign(extended, value, true);
    this.#unknown.add(name);
  }

  /** Sets one, if the feature it belongs to is on. Throws BadSetting on a value of the wrong kind. */
  assign(setting: SettingDescriptor, value: ByteString, append: boolean): void {
    const { name, feature } = setting;
    if (feature !== undefined && !this.hasFeature(feature)) {
      this.warnings.push(
        `Ignoring setting '${name}' because experimental feature '${feature}' is not enabled`,
      );
      return;
    }
    this.override(setting, append ? `${this.text(name)} ${value}` : value);
  }

  /** Sets one whatever features are on, as a flag without an argument does. */
  override(setting: SettingDescriptor, text: ByteString): void {
    const { name } = setting;
    const parsed = parseSetting(setting, text, (warning) => this.warnings.push(warning));
    if ('problem' in parsed) throw new BadSetting(parsed.problem, setting.kind !== 'path');
    if (setting.effect === 'fixed') demandSimulated(setting, parsed.value);
    this.#values.set(name, parsed.value);
    this.#overridden.add(name);
    if (name === 'warn-short-path-literals') this.#lintShortPaths(parsed.value === 'true');
  }

  /** Throws NotSimulated when a setting has a value that matters to builds and has no effect on them here. */
  demandBuildable(): void {
    for (const [name, value] of this.#values) {
      const setting = BY_NAME.get(name);
      if (setting?.effect === 'builds') demandSimulated(setting, value);
    }
  }

  /** The old setting sets the new one, unless that was set itself. */
  #lintShortPaths(warn: boolean): void {
    const lint = warn ? 'warn' : 'ignore';
    this.warnings.push(
      `'warn-short-path-literals' is deprecated, use 'lint-short-path-literals = ${lint}' instead`,
    );
    if (!this.#overridden.has('lint-short-path-literals')) this.#values.set('lint-short-path-literals', lint);
  }

  /** Takes the warnings that have come since last time. */
  takeWarnings(): ByteString[] {
    return this.warnings.splice(0);
  }

  /** Takes the names that nobody knew, sorted. */
  takeUnknown(): string[] {
    const names = [...this.#unknown].sort();
    this.#unknown.clear();
    return names;
  }

  hasFeature(feature: string): boolean {
    return this.words('experimental-features').includes(feature);
  }

  /** Puts another default in place, as a command does before it reads its flags. */
  assume(name: string, value: ByteString): void {
    this.#values.set(name, value);
  }

  /** Whether the user has set it: in a file or variable of their own, or by a flag. */
  isOverridden(name: string): boolean {
    return this.#overridden.has(name);
  }

  /** What was set so far counts as a default. */
  forgetOverrides(): void {
    this.#overridden.clear();
  }

  text(name: string): ByteString {
    return this.#values.get(name) ?? BY_NAME.get(name)?.initial ?? '';
  }

  number(name: string): number {
    return Number(this.text(name));
  }

  boolean(name: string): boolean {
    return this.text(name) === 'true';
  }

  words(name: string): ByteString[] {
    return this.text(name)
      .split(' ')
      .filter((word) => word !== '');
  }

  /** `max-jobs`: slots for builds at the same time. */
  get maxJobs(): number {
    return Math.max(1, this.number('max-jobs'));
  }

  /** `NIX_BUILD_CORES`: what `cores` says, or all processors for 0. */
  get cores(): number {
    return this.number('cores') === 0 ? PROCESSORS : this.number('cores');
  }
}

function demandSimulated({ name, simulated, initial }: SettingDescriptor, value: ByteString): void {
  if (value !== simulated && value !== initial)
    throw new NotSimulated(`the setting ${name} = ${value}`, `it is always '${simulated}' here`);
}

interface Line {
  readonly name: string;
  readonly value: ByteString;
}

/** The settings of a nix.conf, those of included files in place. */
function configurationLines(
  text: ByteString,
  path: ByteString,
  readFile: (path: ByteString) => ByteString | undefined,
): Line[] {
  return text.split('\n').flatMap((whole): Line[] => {
    const line = whole.replace(/#.*/, '');
    const words = line.split(/[ \t\n\r]+/).filter((word) => word !== '');
    const wrong = () => new BadSetting(`syntax error in configuration line '${line}' in "${path}"`);
    if (words.length === 0) return [];
    const [name, second] = words;
    if (name === 'include' || name === '!include') {
      if (words.length !== 2) throw wrong();
      const file = second.startsWith('/') ? second : `${path.slice(0, path.lastIndexOf('/'))}/${second}`;
      if (!file.startsWith('/')) throw new BadSetting(`not an absolute path: "${second}"`, false);
      const included = readFile(file);
      if (included !== undefined) return configurationLines(included, file, readFile);
      if (name === '!include') return [];
      throw new BadSetting(`file "${file}" included from "${path}" not found`, false);
    }
    if (words.length < 2 || second !== '=') throw wrong();
    return [{ name, value: words.slice(2).join(' ') }];
  });
}
