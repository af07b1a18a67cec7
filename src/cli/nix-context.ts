// What every Nix command works with: the world, the process it runs as, the settings in force.
import type { ByteString } from '../engine/base/index.ts';
import { hint, terminalText } from '../engine/lang/index.ts';
import { Settings } from '../engine/nix/index.ts';
import type { Process, Task } from '../engine/os/index.ts';
import type { Store } from '../engine/store/index.ts';
import type { World } from '../engine/world/index.ts';
import { parseArguments, type ArgumentHandlers } from './arguments.ts';
import { MAGENTA, PLAIN, RED } from './colours.ts';
import { configure } from './configuration.ts';
import { CommandError } from './usage-error.ts';

/** The version of Nix whose behaviour is simulated, as `--version` prints it. */
export const NIX_VERSION = '2.36.0';

/** How much is said: an error is 0, a warning 1, a notice 2, information 3, talk 4. */
export type Verbosity = 0 | 1 | 2 | 3 | 4;

export class NixContext {
  readonly settings = new Settings();
  readonly store: Store;
  verbosity: Verbosity = 3;
  /** Compute store paths, write nothing. */
  readOnly = false;
  /** Whether results that nothing keeps are warned of. */
  warnsOfRoots = true;
  /** Whether the output of builders is shown as it comes; older commands show it always. */
  showsBuildLogs: boolean;

  constructor(
    readonly world: World,
    readonly process: Process,
    /** The command's name, for messages. */
    readonly name: string,
    /** Its manual page. */
    readonly help: string,
  ) {
    this.store = world.store;
    this.showsBuildLogs = name !== 'nix';
  }

  /** Reads every configuration there is: the machine's, the user's, the environment's. Throws BadSetting. */
  configure(): void {
    const { environment, files } = this.process;
    configure(this.settings, { environment, files, home: this.home });
  }

  /** Reads the command line, tells what there is to warn of, and insists on the features that its flags need. */
  *parse(argv: readonly ByteString[], handlers: ArgumentHandlers): Task<void> {
    const features = parseArguments(argv, handlers);
    yield* this.warnOfSettings();
    for (const name of this.settings.takeUnknown()) yield* this.warn(`unknown setting '${name}'`);
    for (const feature of features) this.requireFeature(feature);
  }

  /** Throws CommandError unless an experimental feature is on. */
  requireFeature(feature: string): void {
    if (this.settings.hasFeature(feature)) return;
    throw new CommandError(
      hint`experimental Nix feature '${feature}' is disabled; add '${'--extra-experimental-features'} ${feature}' to enable it`,
    );
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

  /** A message for people, on standard error; information when it does not say how important it is. */
  *tell(line: ByteString, level: Verbosity = 3): Task<void> {
    if (level <= this.verbosity) yield* this.process.printError(`${this.uncoloured(line)}\n`);
  }

  /** `warning: …`, coloured on a terminal. */
  *warn(message: ByteString): Task<void> {
    yield* this.tell(`${MAGENTA}warning:${PLAIN} ${message}`, 1);
  }

  /** `error: …`; further lines stand under the first. */
  *error(message: ByteString): Task<void> {
    const lines = message
      .split('\n')
      .map((line, i) => (i === 0 ? `${RED}error:${PLAIN} ` : '       ') + line);
    yield* this.tell(lines.map((line) => line.trimEnd()).join('\n'), 0);
  }

  /** Tells what the settings gave rise to since last time. */
  *warnOfSettings(): Task<void> {
    for (const warning of this.settings.takeWarnings()) yield* this.warn(warning);
  }

  /** Whether standard error is a terminal that takes colours. */
  get colours(): boolean {
    const { descriptors, environment } = this.process;
    const plain = environment.has('NO_COLOR') || environment.has('NOCOLOR');
    return (
      descriptors.get(2)?.isTerminal === true && (environment.get('TERM') ?? 'dumb') !== 'dumb' && !plain
    );
  }

  /** A line that may hold colours, as this terminal (or none) takes it. */
  uncoloured(line: ByteString): ByteString {
    return terminalText(line, this.colours);
  }
}
