// The read-eval-print loop of `nix repl`. Source of the rules: Nix's `NixRepl`.
//
// Invariant: whatever goes wrong with a line is told, and the next line is asked for; Ctrl-C gives up the line or what it
// began, never the loop.
import { Interrupted, NotSimulated, type ByteString } from '../../engine/base/index.ts';
import {
  Attrs,
  autoCall,
  determinePos,
  EvalError,
  force,
  isString,
  Lambda,
  printName,
  printValue,
  textOf,
  wrongType,
  type PrintOutput,
  type Slot,
  type Task as EvalTask,
  type Value,
} from '../../engine/lang/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { isStorePath } from '../../engine/store/index.ts';
import type { Evaluation } from '../evaluation.ts';
import { report } from '../nix-command.ts';
import { NIX_VERSION, type NixContext } from '../nix-context.ts';
import { RenderedError, CommandError } from '../usage-error.ts';
import { completions } from './complete.ts';
import { Lines } from './lines.ts';
import { REPL_COMMANDS } from './repl-commands.ts';
import { Incomplete, ReplScope } from './scope.ts';

const PROMPT = 'nix-repl> ';
const CONTINUATION = '        > ';

/** A value to put into scope at the beginning and at every `:reload`. */
export interface Installable {
  readonly value: Slot;
  readonly what: ByteString;
}

export class Repl {
  readonly context: NixContext;
  scope: ReplScope;
  /** Files that `:load` has loaded, as they were named. */
  loaded: ByteString[] = [];
  /** The set that came into scope last. */
  lastLoaded: Attrs | undefined;
  readonly out = new Output(this);
  #isInterrupted = false;

  constructor(
    readonly evaluation: Evaluation,
    /** Evaluates what `--file` or `--expr` gave. */
    readonly installables: () => Task<Installable[]>,
  ) {
    this.context = evaluation.context;
    this.scope = this.#newScope();
    evaluation.isInterrupted = () => this.#isInterrupted;
  }

  #newScope(): ReplScope {
    return new ReplScope(this.evaluation.evaluator, this.context.process.files.cwd);
  }

  *run(): Task<number> {
    const { context } = this;
    yield* this.evaluation.flush();
    yield* context.tell(`Nix ${NIX_VERSION}\nType :? for help.`, 2);
    yield* this.loadAll();
    context.process.signals.set('SIGINT', () => (this.#isInterrupted = true));
    const lines = new Lines(context);
    try {
      yield* this.#loop(lines);
    } finally {
      lines.save();
      context.process.signals.delete('SIGINT');
    }
    return 0;
  }

  *#loop(lines: Lines): Task<void> {
    const options = {
      complete: (line: ByteString, cursor: number) => completions(this, line, cursor),
      isInterrupted: () => this.#isInterrupted,
    };
    let input = '';
    for (;;) {
      const answer = yield* lines.next(input === '' ? PROMPT : CONTINUATION, options);
      if (answer.kind === 'end') return yield* this.context.print('');
      input = answer.kind === 'interrupted' ? '' : `${input}${answer.text}\n`;
      this.#isInterrupted = false;
      try {
        if (yield* this.#line(trim(input))) return;
      } catch (error) {
        if (error instanceof Incomplete) continue;
        yield* this.tellError(error);
      }
      input = '';
      yield* this.out.line('');
    }
  }

  /** Deals with one input; true when the loop is to end. */
  *#line(line: ByteString): Task<boolean> {
    if (line === '') return false;
    if (!line.startsWith(':')) {
      yield* this.#bindOrShow(line);
      return false;
    }
    const [, name, argument] = /^(\S+)(.*)$/s.exec(line) ?? [];
    if (name === ':q' || name === ':quit') return true;
    const command = REPL_COMMANDS.find(({ names }) => names.includes(name));
    if (command === undefined) throw new CommandError(hintCommand(name));
    yield* command.run(this, trim(argument), name);
    return false;
  }

  *#bindOrShow(line: ByteString): Task<void> {
    const { evaluation, scope } = this;
    const bindings = this.parsed(() => scope.parseBindings(line));
    if (bindings === undefined) {
      const value = yield* this.evaluate(line);
      yield* this.print(value, 1);
      return;
    }
    // Names that have to be computed are not bound.
    bindings.dynamic.length = 0;
    const set = yield* evaluation.run(force(scope.thunk(bindings)));
    if (set instanceof Attrs) for (const name of set.shape.names) scope.add(name, set.get(name) as Slot);
  }

  // -- what commands use -----------------------------------------------------------------------------------------

  /** Parses, with the error of the language as one that can be told. */
  parsed<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      throw this.evaluation.rendered(error);
    }
  }

  /** The value of an expression. */
  *evaluate(text: ByteString): Task<Value> {
    const expr = this.parsed(() => this.scope.parse(text));
    return yield* this.evaluation.run(force(this.scope.thunk(expr)));
  }

  /** Prints a value and a newline. */
  *print(value: Value, maxDepth: number): Task<void> {
    const { settings } = this.context;
    yield* this.evaluation.run(
      printValue(value, {
        color: true,
        maxDepth,
        indent: 2,
        throwsAtTop: true,
        maxCallDepth: settings.number('max-call-depth'),
        isStorePath,
        out: this.out,
      }),
    );
    yield* this.out.line('');
  }

  /** `:print`: a string as it is, anything else all through. */
  *printAll(value: Value): Task<void> {
    if (isString(value)) yield* this.out.line(textOf(value));
    else yield* this.print(value, Infinity);
  }

  /** Forgets every name that was added, and reads everything again. */
  *reload(): Task<void> {
    this.evaluation.evaluator.forgetFiles();
    this.scope = this.#newScope();
    yield* this.loadAll();
  }

  *loadAll(): Task<void> {
    const { context } = this;
    for (const file of this.loaded.splice(0)) {
      yield* context.tell(`Loading "${file}"...`, 2);
      try {
        yield* this.load(file);
      } catch (error) {
        this.loaded.push(file);
        yield* this.tellError(error);
      }
    }
    for (const { value, what } of yield* this.installables()) {
      yield* context.tell(`Loading installable '${what}'...`, 2);
      try {
        yield* this.addAll(value);
      } catch (error) {
        yield* this.tellError(error);
      }
    }
  }

  /** Puts the set that a file evaluates to into scope. */
  *load(file: ByteString): Task<void> {
    const { evaluation } = this;
    const value = yield* evaluation.run(
      (function* (): EvalTask<Value> {
        return yield* autoCall(yield* evaluation.importedFile(file), evaluation.args);
      })(),
    );
    yield* this.addAll(value);
    this.loaded = [...this.loaded.filter((other) => other !== file), file];
  }

  /** Puts the attributes of a set into scope, and tells their names. */
  *addAll(slot: Slot): Task<void> {
    const attrs = yield* this.evaluation.run(toBeMerged(slot));
    const { names } = attrs.shape;
    for (const name of names) this.scope.add(name, attrs.get(name) as Slot);
    this.lastLoaded = attrs;
    yield* this.context.tell(`Added ${names.length} variables.`, 2);
    yield* this.context.tell(names.slice(0, SHOWN).map(printName).join(', '), 2);
    if (names.length > SHOWN)
      yield* this.context.tell(`... and ${names.length - SHOWN} more; view with :ll`, 2);
  }

  /** Tells an error; throws what is our own mistake. */
  *tellError(error: unknown): Task<void> {
    if (this.#isInterrupted || error instanceof Interrupted) {
      yield* this.context.error('interrupted by the user');
      this.#isInterrupted = false;
    } else if (error instanceof EvalError || error instanceof RenderedError || error instanceof NotSimulated)
      yield* report(this.context, this.evaluation.rendered(error));
    else yield* report(this.context, error, { isUsage: false });
  }
}

/** How many of the names that were added are told. */
const SHOWN = 20;

function* toBeMerged(slot: Slot): EvalTask<Attrs> {
  const value = yield* force(slot);
  if (value instanceof Attrs) return value;
  const line = 'while evaluating an attribute set to be merged in the global scope';
  const pos = value instanceof Lambda ? value.info.positions[0] : determinePos(value);
  throw wrongType('a set', value).trace(pos, line);
}

/** Standard output, gathered until it is flushed. */
class Output implements PrintOutput {
  #text = '';

  constructor(readonly repl: Repl) {}

  put(text: ByteString): void {
    this.#text += text;
  }

  flush(): void {
    if (this.#text !== '') this.repl.evaluation.write(this.#text);
    this.#text = '';
  }

  /** Ends a line, and with it what has been gathered. */
  *line(text: ByteString): Task<void> {
    this.put(`${text}\n`);
    this.flush();
    yield* this.repl.evaluation.flush();
  }
}

function hintCommand(name: ByteString): ByteString {
  return `unknown command '\x1b[35;1m${name}\x1b[0m'`;
}

function trim(text: ByteString): ByteString {
  return text.replace(/^[ \n\r\t]+|[ \n\r\t]+$/g, '');
}
