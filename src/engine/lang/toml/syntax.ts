// The syntax of TOML 1.0, piece by piece.
import {
  ALPHA,
  atLeast,
  character,
  DIGIT,
  either,
  exactly,
  HEX_DIGIT,
  literal,
  maybe,
  named,
  NON_ASCII,
  oneOf,
  range,
  sequence,
  type Scanner,
} from './scanner.ts';

const SPACE = oneOf(' \t');
export const SPACES = atLeast(0, SPACE);
export const NEWLINE = either(character('\n'), literal('\r\n'));
export const COMMENT = sequence(
  character('#'),
  atLeast(0, either(character('\t'), range(' ', '~'), NON_ASCII)),
);

export const BOOLEAN = either(literal('true'), literal('false'));

/** Digits with single underscores between them, after the first one. */
const grouped = (digit: Scanner, least = 0) => atLeast(least, either(digit, sequence(character('_'), digit)));

const SIGN = maybe(oneOf('+-'));
export const DECIMAL = sequence(SIGN, either(sequence(range('1', '9'), grouped(DIGIT, 1)), DIGIT));
export const HEXADECIMAL = sequence(literal('0x'), HEX_DIGIT, grouped(HEX_DIGIT));
const OCTAL_DIGIT = range('0', '7');
export const OCTAL = sequence(literal('0o'), OCTAL_DIGIT, grouped(OCTAL_DIGIT));
const BINARY_DIGIT = oneOf('01');
export const BINARY = sequence(literal('0b'), BINARY_DIGIT, grouped(BINARY_DIGIT));
export const INTEGER = either(HEXADECIMAL, OCTAL, BINARY, DECIMAL);

const DIGITS = sequence(DIGIT, grouped(DIGIT));
const FRACTION = sequence(character('.'), DIGITS);
const EXPONENT = sequence(oneOf('eE'), SIGN, DIGITS);
export const FLOAT = either(
  sequence(DECIMAL, either(EXPONENT, sequence(FRACTION, maybe(EXPONENT)))),
  sequence(SIGN, either(literal('inf'), literal('nan'))),
);

const two = exactly(2, DIGIT);
export const DATE = sequence(exactly(4, DIGIT), character('-'), two, character('-'), two);
export const TIME = sequence(
  two,
  character(':'),
  two,
  character(':'),
  two,
  maybe(sequence(character('.'), atLeast(1, DIGIT))),
);
export const OFFSET = either(oneOf('zZ'), sequence(oneOf('+-'), two, character(':'), two));
export const DATE_DELIMITER = oneOf('Tt ');
export const LOCAL_DATE_TIME = sequence(DATE, DATE_DELIMITER, TIME);
export const OFFSET_DATE_TIME = sequence(DATE, DATE_DELIMITER, sequence(TIME, OFFSET));

export const ESCAPED_4 = sequence(character('u'), exactly(4, HEX_DIGIT));
export const ESCAPED_8 = sequence(character('U'), exactly(8, HEX_DIGIT));
const ESCAPED = sequence(character('\\'), either(oneOf('"\\bfnrt'), ESCAPED_4, ESCAPED_8));
const BASIC_CHARACTER = either(
  either(SPACE, character('!'), range('#', '['), range(']', '~'), NON_ASCII),
  ESCAPED,
);
export const BASIC_STRING = sequence(character('"'), atLeast(0, BASIC_CHARACTER), character('"'));
const LITERAL_CHARACTER = either(character('\t'), range(' ', '&'), range('(', '~'), NON_ASCII);
export const LITERAL_STRING = sequence(character("'"), atLeast(0, LITERAL_CHARACTER), character("'"));

export const ESCAPED_NEWLINE = sequence(character('\\'), SPACES, NEWLINE, atLeast(0, either(SPACE, NEWLINE)));

/** A string of several lines: one or two quotes may stand in it, before other content, and at its end. */
function multiline(quote: string, content: Scanner): Scanner {
  const quotes = either(literal(quote.repeat(2)), character(quote));
  return sequence(
    literal(quote.repeat(3)),
    maybe(NEWLINE),
    atLeast(0, content),
    atLeast(0, sequence(quotes, atLeast(1, content))),
    literal(quote.repeat(3)),
    maybe(quotes),
  );
}
export const MULTILINE_BASIC_STRING = multiline('"', either(BASIC_CHARACTER, NEWLINE, ESCAPED_NEWLINE));
export const MULTILINE_LITERAL_STRING = multiline("'", either(LITERAL_CHARACTER, NEWLINE));

export const BARE_KEY = atLeast(1, either(ALPHA, DIGIT, character('-'), character('_')));
const SIMPLE_KEY = either(BARE_KEY, either(BASIC_STRING, LITERAL_STRING));
export const DOT = sequence(SPACES, character('.'), SPACES);
const KEY = named(
  either(sequence(SIMPLE_KEY, atLeast(1, sequence(DOT, SIMPLE_KEY))), SIMPLE_KEY),
  'basic key([a-zA-Z0-9_-]) or quoted key(" or \')',
);
export const EQUALS = sequence(SPACES, character('='), SPACES);
export const TABLE_HEADER = sequence(character('['), SPACES, KEY, SPACES, character(']'));
export const ARRAY_HEADER = sequence(literal('[['), SPACES, KEY, SPACES, literal(']]'));
