// The language as an editor asks for it, on one machine's files and settings.
//
// Invariant: nothing here changes the machine. Texts are looked at as they are on the screen, saved or not; evaluation
// is read-only, and an inspection has a copy of the world to itself.
import type { ByteString } from '../engine/base/index.ts';
import { configure, evaluatorOptions, NIX_VERSION, type Configured } from '../cli/index.ts';
import {
  builtinDocs,
  directoryOf,
  Evaluator,
  format,
  type BuiltinDescriptor,
  type EvaluatorOptions,
  type Formatted,
} from '../engine/lang/index.ts';
import { BadSetting, Settings, storeBuiltins, StoreHost } from '../engine/nix/index.ts';
import { Files } from '../engine/vfs/index.ts';
import type { World } from '../engine/world/index.ts';
import { HOME, LEARNER, login } from '../machine/index.ts';
import { completeCode, type CodeCompletions } from './complete.ts';
import { describe, type Description, type Documented } from './describe.ts';
import { diagnose, type Diagnostic } from './diagnose.ts';
import { Inspection } from './inspection.ts';
import type { Surroundings } from './surroundings.ts';

export class Assistant {
  constructor(private readonly world: World) {}

  /** Nix's complaints about a text. */
  diagnose(path: ByteString, text: ByteString): readonly Diagnostic[] {
    return diagnose(text, this.#surroundings(path));
  }

  /** The text laid out anew, or why it is left alone. */
  format(path: ByteString, text: ByteString): Formatted {
    return format(text, { pipeOperators: this.#surroundings(path).features.has('pipe-operators') });
  }

  /** What the name at a byte offset is. */
  describe(path: ByteString, text: ByteString, offset: number): Description | undefined {
    return describe(text, offset, this.#reader(path));
  }

  /** What could stand at a byte offset. */
  complete(path: ByteString, text: ByteString, offset: number): CodeCompletions | undefined {
    return completeCode(text, offset, this.#reader(path));
  }

  /**
   * Begins an inspection of the file's value, or of an expression that stands in its folder. The file has the given
   * text, whether it is saved or not.
   */
  inspect(path: ByteString, text: ByteString, expression: ByteString | undefined): Inspection {
    const world = this.world.copy();
    filesOf(world).writeFile(path, text);
    const settings = settingsOf(world);
    return new Inspection(
      (options) => evaluatorOf(world, settings, options),
      expression === undefined
        ? { kind: 'file', path }
        : { kind: 'expression', text: expression, base: directoryOf(path) },
    );
  }

  #surroundings(path: ByteString): Surroundings {
    const { features = new Set(), lints = {} } = evaluatorOptions(
      settingsOf(this.world),
      configuredOf(this.world),
    );
    return { path, base: directoryOf(path), home: HOME, features, lints };
  }

  #reader(path: ByteString): Documented & {
    evaluator: Evaluator;
    builtins: ReadonlyMap<ByteString, BuiltinDescriptor>;
  } {
    const settings = settingsOf(this.world);
    const evaluator = evaluatorOf(this.world, settings);
    const descriptors = [...builtinDocs(evaluator.options.features), ...(evaluator.options.builtins ?? [])];
    const builtins = new Map(
      descriptors
        .filter(({ feature }) => feature === undefined || evaluator.options.features?.has(feature) === true)
        .map((descriptor) => [descriptor.name, descriptor]),
    );
    return {
      evaluator,
      builtins,
      read: (text) => {
        const start = evaluator.sources.next;
        return { start, expr: evaluator.read(text, { kind: 'file', path }, directoryOf(path)) };
      },
    };
  }
}

function settingsOf(world: World): Settings {
  const settings = new Settings();
  try {
    configure(settings, configuredOf(world));
  } catch (error) {
    // Every command complains of such a file; here Nix's own settings have to do.
    if (error instanceof BadSetting) return new Settings();
    throw error;
  }
  return settings;
}

function configuredOf(world: World): Configured {
  return { environment: login('learner').environment, home: HOME, files: filesOf(world) };
}

function filesOf(world: World): Files {
  return new Files(world.namespace(), LEARNER, HOME);
}

/** An evaluator that reads the world's files and store, and computes store paths without writing any. */
function evaluatorOf(world: World, settings: Settings, options: EvaluatorOptions = {}): Evaluator {
  const configured = configuredOf(world);
  const host = new StoreHost({
    ...configured,
    store: world.store,
    settings,
    readOnly: true,
    nixVersion: NIX_VERSION,
    now: () => world.now(),
    print: () => undefined,
  });
  return new Evaluator(host, {
    ...evaluatorOptions(settings, configured),
    builtins: storeBuiltins(host, () => undefined),
    workingDirectory: HOME,
    ...options,
  });
}
