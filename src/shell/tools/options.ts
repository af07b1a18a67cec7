// The one reader of command lines for core tools, with getopt_long's rules and GNU's words.
//
// Invariant: an option that the descriptor does not list is an error; one it lists has its effect in the tool.
import type { ByteString } from '../../engine/base/index.ts';
import type { Process, Program, Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';

export interface OptionSpec {
  /** Letters; `:` behind those with an argument. */
  readonly short: string;
  /** Long names (without `--`) and the letter each stands for; `=` at the end: takes an argument. */
  readonly long?: Readonly<Record<string, string>>;
  /** Stop at the first operand (env, xargs). */
  readonly stopAtOperand?: boolean;
}

export interface Tool {
  readonly name: string;
  /** One line for `--help` and completion. */
  readonly summary: string;
  readonly run: Program;
}

export class Options {
  constructor(
    readonly given: readonly (readonly [letter: string, argument: ByteString])[],
    readonly operands: readonly ByteString[],
  ) {}

  has(letter: string): boolean {
    return this.given.some(([given]) => given === letter);
  }

  /** The last argument given with an option. */
  value(letter: string): ByteString | undefined {
    return this.given.findLast(([given]) => given === letter)?.[1];
  }

  values(letter: string): ByteString[] {
    return this.given.filter(([given]) => given === letter).map(([, argument]) => argument);
  }

  /** Which of some letters came last. */
  last(letters: string): string | undefined {
    return this.given.findLast(([given]) => letters.includes(given))?.[0];
  }
}

/** The tool ends with this status after its message has been shown. */
export class ToolExit {
  constructor(
    readonly status: number,
    readonly message?: ByteString,
  ) {}
}

/** Ends the tool with a message `tool: text`. */
export function fail(process: Process, message: ByteString, status = 1): never {
  throw new ToolExit(status, `${toolName(process)}: ${message}\n`);
}

export const toolName = (process: Process): ByteString => process.argv[0];

/** Ends the tool with the usual pointer to `--help`. */
export function usageError(process: Process, message: ByteString, status = 1): never {
  const name = toolName(process);
  throw new ToolExit(status, `${name}: ${message}\nTry '${name} --help' for more information.\n`);
}

/** Reads argv by a specification. Throws ToolExit with GNU's words. */
export function parseOptions(process: Process, spec: OptionSpec, errorStatus = 1): Options {
  const args = process.argv.slice(1);
  const given: [string, ByteString][] = [];
  const operands: ByteString[] = [];
  const long = spec.long ?? {};
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
      if (name === 'help' && !('help' in long)) throw new ToolExit(0, undefined);
      const names = Object.keys(long);
      const exact = names.find((n) => n.replace(/[=?]$/, '') === name);
      const candidates = names.filter((n) => n.startsWith(name));
      if (exact === undefined && candidates.length === 0)
        usageError(process, `unrecognized option '${arg}'`, errorStatus);
      if (exact === undefined && new Set(candidates.map((n) => long[n])).size > 1)
        usageError(
          process,
          `option '${arg}' is ambiguous; possibilities: ${candidates.map((n) => `'--${n.replace(/[=?]$/, '')}'`).join(' ')}`,
          errorStatus,
        );
      const chosen = exact ?? candidates[0];
      if (chosen.endsWith('=')) {
        const argument = equals < 0 ? args[++at] : arg.slice(equals + 1);
        if (argument === undefined)
          usageError(process, `option '--${chosen.slice(0, -1)}' requires an argument`, errorStatus);
        given.push([long[chosen], argument]);
      } else if (equals >= 0 && !chosen.endsWith('?')) {
        usageError(process, `option '--${chosen}' doesn't allow an argument`, errorStatus);
      } else given.push([long[chosen], equals < 0 ? '' : arg.slice(equals + 1)]);
      continue;
    }
    if (arg.length < 2 || arg[0] !== '-') {
      if (spec.stopAtOperand === true) {
        operands.push(...args.slice(at));
        break;
      }
      operands.push(arg);
      continue;
    }
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k];
      const index = letter === ':' ? -1 : spec.short.indexOf(letter);
      if (index < 0) usageError(process, `invalid option -- '${letter}'`, errorStatus);
      if (spec.short[index + 1] !== ':') {
        given.push([letter, '']);
        continue;
      }
      const argument = k + 1 < arg.length ? arg.slice(k + 1) : args[++at];
      if (argument === undefined)
        usageError(process, `option requires an argument -- '${letter}'`, errorStatus);
      given.push([letter, argument]);
      break;
    }
  }
  return new Options(given, operands);
}

/** Makes a tool: its body may throw ToolExit, and PosixError for what it did not expect. */
export function tool(name: string, summary: string, body: (process: Process) => Task<number>): Tool {
  return {
    name,
    summary,
    *run(process) {
      try {
        return yield* body(process);
      } catch (error) {
        if (error instanceof ToolExit) {
          if (error.message !== undefined) yield* process.printError(error.message);
          else
            yield* process.print(
              `${name}: ${summary}\n(Nixarium's own; its options are those of the GNU tool that are listed in its errors)\n`,
            );
          return error.status;
        }
        if (error instanceof PosixError && error.code !== 'EPIPE') {
          yield* process.printError(`${toolName(process)}: ${error.message}\n`);
          return 1;
        }
        if (error instanceof PosixError) return 1;
        throw error;
      }
    },
  };
}

/** GNU's quoting of a name in a message, in the C locale. */
export function quoted(text: ByteString): ByteString {
  if (/[^\x20-\x7e]/.test(text))
    return `''$'${[...text].map((c) => (/[\x20-\x7e]/.test(c) ? c : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)).join('')}'`;
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

/** A name as `ls` errors and others show it: quoted only when it must be. */
export function quotedIfNeeded(text: ByteString): ByteString {
  return /^[\w./@%+=:,~-]+$/.test(text) && text !== '' ? text : quoted(text);
}

export function requireOperands(process: Process, options: Options, atLeast: number): void {
  const { operands } = options;
  if (operands.length >= atLeast) return;
  if (operands.length === 0) usageError(process, 'missing operand');
  usageError(process, `missing operand after ${quoted(operands[operands.length - 1])}`);
}
