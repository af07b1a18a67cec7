// Command line options in the way of GNU's getopt_long: clusters, `--long=value`, unambiguous prefixes, permutation.
//
// Invariant: an option is either declared and has its effect, or declared as missing and refused by name, or an error
// in getopt's own words. A syntax is written as words: `r,R,recursive t,target-directory= color?= !Z,context?=`, where
// the first name is the key, `=` asks for an argument, `?=` allows one for a long name and `??=` for a short one too,
// and `!` says that GNU has it and we do not.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';

interface OptionSyntax {
  /** Names without dashes; those of one letter are short. */
  readonly names: readonly string[];
  readonly argument: 'none' | 'required' | 'optional';
  /** Of a short name. */
  readonly shortArgument: 'none' | 'required' | 'optional';
  readonly missing: boolean;
}

export interface Given {
  /** The first name of the option. */
  readonly key: string;
  readonly value: ByteString | undefined;
}

/** Wrong usage: told as `NAME: message`, then where help is. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** Where it is not the tool's usual one. */
    readonly status?: number,
  ) {
    super(message);
  }
}

export function parseSyntax(text: string): readonly OptionSyntax[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.map((word) => {
    const [, missing, names, mark] = /^(!?)(.+?)(\?{0,2}=|)$/.exec(word) as RegExpExecArray;
    return {
      names: names.split(','),
      argument: mark === '=' ? 'required' : mark === '' ? 'none' : 'optional',
      shortArgument: mark === '=' ? 'required' : mark === '??=' ? 'optional' : 'none',
      missing: missing === '!',
    };
  });
}

/** The options and operands of one call. */
export class Options {
  constructor(
    /** In the order they were written. */
    readonly given: readonly Given[],
    readonly operands: readonly ByteString[],
  ) {}

  has(key: string): boolean {
    return this.given.some((option) => option.key === key);
  }

  /** The value of the last option of that key. */
  value(key: string): ByteString | undefined {
    return this.given.findLast((option) => option.key === key)?.value;
  }

  values(key: string): ByteString[] {
    return this.given.filter((option) => option.key === key).map((option) => option.value ?? '');
  }

  /** Which of these keys was given last, if any. */
  last(...keys: string[]): string | undefined {
    return this.given.findLast((option) => keys.includes(option.key))?.key;
  }
}

export interface ParseSettings {
  /** What is named when an option is not simulated. */
  readonly name: string;
  /** The first operand ends the options (`env`, `sudo`, POSIXLY_CORRECT). */
  readonly stopAtOperand: boolean;
}

/** Throws UsageError, and NotSimulated for an option that the real tool has. */
export function parseOptions(
  syntax: readonly OptionSyntax[],
  words: readonly ByteString[],
  settings: ParseSettings,
): Options {
  const given: Given[] = [];
  const operands: ByteString[] = [];
  let missing: string | undefined;
  const take = (option: OptionSyntax, spelling: string, value?: ByteString): void => {
    if (option.missing) missing ??= spelling;
    given.push({ key: option.names[0], value });
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') {
      operands.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (settings.stopAtOperand) {
        operands.push(...words.slice(i));
        break;
      }
      operands.push(word);
    } else if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const { name, option } = longOption(syntax, word.slice(2), equals < 0 ? undefined : equals - 2);
      if (equals >= 0) {
        if (option.argument === 'none') throw new UsageError(`option '--${name}' doesn't allow an argument`);
        take(option, `--${name}`, word.slice(equals + 1));
      } else if (option.argument === 'required') {
        if (++i >= words.length) throw new UsageError(`option '--${name}' requires an argument`);
        take(option, `--${name}`, words[i]);
      } else take(option, `--${name}`);
    } else {
      for (let k = 1; k < word.length; k++) {
        const letter = word[k];
        const option = syntax.find(({ names }) => names.includes(letter));
        if (option === undefined) throw new UsageError(`invalid option -- '${letter}'`);
        if (option.shortArgument === 'none') {
          take(option, `-${letter}`);
          continue;
        }
        const rest = word.slice(k + 1);
        if (rest !== '' || option.shortArgument === 'optional')
          take(option, `-${letter}`, rest === '' ? undefined : rest);
        else if (++i < words.length) take(option, `-${letter}`, words[i]);
        else throw new UsageError(`option requires an argument -- '${letter}'`);
        break;
      }
    }
  }
  if (missing !== undefined) throw new NotSimulated(`${settings.name} ${missing}`);
  return new Options(given, operands);
}

function longOption(
  syntax: readonly OptionSyntax[],
  text: string,
  equals: number | undefined,
): { name: string; option: OptionSyntax } {
  const written = text.slice(0, equals);
  const candidates = syntax.flatMap((option) =>
    option.names
      .filter((name) => name.length > 1 && name.startsWith(written))
      .map((name) => ({ name, option })),
  );
  const exact = candidates.find(({ name }) => name === written);
  if (exact !== undefined) return exact;
  if (candidates.length === 0) throw new UsageError(`unrecognized option '--${text}'`);
  if (candidates.some(({ option }) => option !== candidates[0].option)) {
    const names = candidates.map(({ name }) => ` '--${name}'`).join('');
    throw new UsageError(`option '--${text}' is ambiguous; possibilities:${names}`);
  }
  return candidates[0];
}
