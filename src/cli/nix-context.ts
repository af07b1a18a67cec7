// What every Nix command works with: the world, the process it runs as, the settings in force.
import type { ByteString } from '../engine/base/index.ts';
import { terminalText } from '../engine/lang/index.ts';
import { Settings } from '../engine/nix/index.ts';
import type { Process, Task } from '../engine/os/index.ts';
import type { Store } from '../engine/store/index.ts';
import type { World } from '../engine/world/index.ts';
import type { Flag } from './arguments.ts';

/** The version of Nix whose behaviour is simulated, as `--version` prints it. */
export const NIX_VERSION = '2.36.0';

const CONFIGURATION = '/etc/nix/nix.conf';

export class NixContext {
  readonly settings = new Settings();
  readonly store: Store;
  /** Options that came with `--option` or a flag of its own are read before the command does anything. */
  #warned = 0;

  constructor(
    readonly world: World,
    readonly process: Process,
    /** The command's name, for messages. */
    readonly name: string,
  ) {
    this.store = world.store;
    if (process.files.exists(CONFIGURATION))
      this.settings.read(process.files.readText(CONFIGURATION), CONFIGURATION);
    const features = process.environment.get('NIX_CONFIG');
    if (features !== undefined) this.settings.read(features, '«NIX_CONFIG»');
  }

  /** The flags that every command takes. */
  commonFlags(): Flag[] {
    const { settings } = this;
    const flag = (names: readonly string[], arity: number, apply: Flag['apply']): Flag => ({
      names,
      arity,
      apply,
      common: true,
    });
    return [
      flag(['--option'], 2, (name, value) => settings.set(name, value)),
      flag(['--max-jobs', '-j'], 1, (value) => settings.set('max-jobs', value)),
      flag(['--cores'], 1, (value) => settings.set('cores', value)),
      flag(['--keep-going', '-k'], 0, () => settings.set('keep-going', 'true')),
      flag(['--show-trace'], 0, () => settings.set('show-trace', 'true')),
      flag(['--max-call-depth'], 1, (value) => settings.set('max-call-depth', value)),
    ];
  }

  /** A name's path: relative names stand in the working directory. Not resolved further. */
  absolute(path: ByteString): ByteString {
    const words = (path.startsWith('/') ? path : `${this.process.files.cwd}/${path}`).split('/');
    const kept: ByteString[] = [];
    for (const word of words) {
      if (word === '..') kept.pop();
      else if (word !== '' && word !== '.') kept.push(word);
    }
    return `/${kept.join('/')}`;
  }

  get home(): ByteString {
    return this.process.environment.get('HOME') ?? '/';
  }

  *print(line: ByteString): Task<void> {
    yield* this.process.print(`${line}\n`);
  }

  /** A message for people, on standard error. */
  *tell(line: ByteString): Task<void> {
    yield* this.process.printError(`${line}\n`);
  }

  /** `warning: …`, coloured on a terminal. */
  *warn(message: ByteString): Task<void> {
    yield* this.tell(`${this.paint('warning:', '\x1b[35;1m')} ${message}`);
  }

  *error(message: ByteString): Task<void> {
    yield* this.tell(`${this.paint('error:', '\x1b[31;1m')} ${message}`);
  }

  /** Prints the warnings that the settings gave rise to since last time. */
  *warnOfSettings(): Task<void> {
    for (const warning of this.settings.warnings.slice(this.#warned)) yield* this.warn(warning);
    this.#warned = this.settings.warnings.length;
  }

  /** Whether standard error is a terminal, and so takes colours. */
  get colours(): boolean {
    return this.process.descriptors.get(2)?.isTerminal === true && !this.process.environment.has('NO_COLOR');
  }

  /** A line that may hold colours, as this terminal (or none) takes it. */
  uncoloured(line: ByteString): ByteString {
    return terminalText(line, this.colours);
  }

  paint(text: ByteString, colour: ByteString): ByteString {
    return this.colours ? `${colour}${text}\x1b[0m` : text;
  }
}
