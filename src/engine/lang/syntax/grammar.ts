// The grammar of the Nix language, as data: tokens, precedences and rules, each rule with the name of the action that
// builds its syntax tree (`actions.ts`).
//
// Invariant: rule shapes, token order and precedences agree with Nix's own LALR grammar, because its syntax errors
// ("unexpected '<', expecting ';'") list tokens state by state and in token order. `parse-table.ts` is made from this
// file by `test/lang/grammar/lalr.ts`; a test holds the two together.

import type { ByteString } from '../../base/index.ts';

/** Terminals in the order in which they are numbered; the order in which an error lists what it expected. */
export const TOKENS = [
  'end of file',
  'invalid token',
  ...'ID STR IND_STR INT_LIT FLOAT_LIT PATH HPATH SPATH PATH_END URI'.split(' '),
  ...'IF THEN ELSE ASSERT WITH LET IN_KW REC INHERIT EQ NEQ LEQ GEQ UPDATE CONCAT AND OR IMPL OR_KW'.split(
    ' ',
  ),
  ...'PIPE_FROM PIPE_INTO DOLLAR_CURLY IND_STRING_OPEN IND_STRING_CLOSE ELLIPSIS REPL_BINDINGS'.split(' '),
  ..."'<' '>' NOT '+' '-' '*' '/' '?' NEGATE".split(' '),
  ...`':' '@' ';' '!' '.' '"' '(' ')' '{' '}' '[' ']' '=' ','`.split(' '),
] as const;

/** What syntax errors call the terminals that have a name of their own; the others are called as above. */
export const TOKEN_NAMES: Readonly<Record<string, ByteString>> = {
  ID: 'identifier',
  STR: 'string',
  IND_STR: 'indented string',
  INT_LIT: 'integer',
  FLOAT_LIT: 'floating-point literal',
  PATH: 'path',
  HPATH: "'~/\xe2\x80\xa6' path",
  SPATH: "'<\xe2\x80\xa6>' path",
  PATH_END: 'end of path',
  IF: "'if'",
  THEN: "'then'",
  ELSE: "'else'",
  ASSERT: "'assert'",
  WITH: "'with'",
  LET: "'let'",
  IN_KW: "'in'",
  REC: "'rec'",
  INHERIT: "'inherit'",
  EQ: "'=='",
  NEQ: "'!='",
  LEQ: "'<='",
  GEQ: "'>='",
  UPDATE: "'//'",
  CONCAT: "'++'",
  AND: "'&&'",
  OR: "'||'",
  IMPL: "'->'",
  OR_KW: "'or'",
  PIPE_FROM: "'<|'",
  PIPE_INTO: "'|>'",
  DOLLAR_CURLY: "'${'",
  IND_STRING_OPEN: 'start of an indented string',
  IND_STRING_CLOSE: 'end of an indented string',
  ELLIPSIS: "'...'",
  REPL_BINDINGS: 'start of REPL bindings',
};

export type Associativity = 'left' | 'right' | 'none';

/** Operators from the weakest to the strongest. */
export const PRECEDENCES: readonly (readonly [Associativity, string])[] = [
  ['right', 'IMPL'],
  ['left', 'OR'],
  ['left', 'AND'],
  ['none', 'EQ NEQ'],
  ['none', "'<' '>' LEQ GEQ"],
  ['right', 'UPDATE'],
  ['left', 'NOT'],
  ['left', "'+' '-'"],
  ['left', "'*' '/'"],
  ['right', 'CONCAT'],
  ['none', "'?'"],
  ['none', 'NEGATE'],
];

/** Rules: left-hand side, then "symbols -> action", with "%prec TOKEN" where the last token does not decide. */
const SOURCE: Readonly<Record<string, readonly string[]>> = {
  start: ['expr -> pass', 'REPL_BINDINGS binds1 -> second'],
  expr: ['function -> pass'],
  function: [
    "ID ':' function -> lambda",
    "formal_set ':' function -> lambdaSet",
    "formal_set '@' ID ':' function -> lambdaSetAt",
    "ID '@' formal_set ':' function -> lambdaAtSet",
    "ASSERT expr ';' function -> assert",
    "WITH expr ';' function -> with",
    'LET binds IN_KW function -> let',
    'conditional -> pass',
  ],
  conditional: [
    'IF expr THEN expr ELSE expr -> if',
    'pipe_from -> pass',
    'pipe_into -> pass',
    'operation -> pass',
  ],
  pipe_from: ['operation PIPE_FROM pipe_from -> pipeFrom', 'operation PIPE_FROM operation -> pipeFrom'],
  pipe_into: ['pipe_into PIPE_INTO operation -> pipeInto', 'operation PIPE_INTO operation -> pipeInto'],
  operation: [
    "'!' operation -> not %prec NOT",
    "'-' operation -> negate %prec NEGATE",
    'operation EQ operation -> equal',
    'operation NEQ operation -> unequal',
    "operation '<' operation -> less",
    'operation LEQ operation -> lessOrEqual',
    "operation '>' operation -> greater",
    'operation GEQ operation -> greaterOrEqual',
    'operation AND operation -> and',
    'operation OR operation -> or',
    'operation IMPL operation -> implies',
    'operation UPDATE operation -> update',
    "operation '?' attrpath -> hasAttr",
    "operation '+' operation -> plus",
    "operation '-' operation -> minus",
    "operation '*' operation -> times",
    "operation '/' operation -> divide",
    'operation CONCAT operation -> concat',
    'application -> pass',
  ],
  application: ['application selection -> call', 'selection -> argument'],
  selection: [
    "simple '.' attrpath -> select",
    "simple '.' attrpath OR_KW selection -> selectOr",
    'simple OR_KW -> callOr',
    'simple -> pass',
  ],
  simple: [
    'ID -> variable',
    'INT_LIT -> int',
    'FLOAT_LIT -> float',
    `'"' string_parts '"' -> second`,
    'IND_STRING_OPEN ind_string_parts IND_STRING_CLOSE -> indentedString',
    'path_start PATH_END -> pass',
    'path_start interpolated PATH_END -> path',
    'SPATH -> searchPath',
    'URI -> uri',
    "'(' expr ')' -> second",
    "LET '{' binds '}' -> legacyLet",
    "REC '{' binds '}' -> recSet",
    "'{' binds1 '}' -> set",
    "'{' '}' -> emptySet",
    "'[' list ']' -> list",
  ],
  string_parts: ['STR -> stringPart', 'interpolated -> interpolation', ' -> emptyString'],
  interpolated: [
    'interpolated STR -> appendString',
    "interpolated DOLLAR_CURLY expr '}' -> appendExpr",
    "DOLLAR_CURLY expr '}' -> firstExpr",
    "STR DOLLAR_CURLY expr '}' -> firstString",
  ],
  path_start: ['PATH -> pathLiteral', 'HPATH -> homePath'],
  ind_string_parts: [
    'ind_string_parts IND_STR -> indString',
    "ind_string_parts DOLLAR_CURLY expr '}' -> indExpr",
    ' -> noParts',
  ],
  binds: ['binds1 -> pass', ' -> noBinds'],
  binds1: [
    "binds1 attrpath '=' expr ';' -> bind",
    "binds INHERIT attrs ';' -> inherit",
    "binds INHERIT '(' expr ')' attrs ';' -> inheritFrom",
    "attrpath '=' expr ';' -> firstBind",
  ],
  attrs: ['attrs attr -> attrsName', 'attrs string_attr -> attrsString', ' -> noAttrs'],
  attrpath: [
    "attrpath '.' attr -> pathName",
    "attrpath '.' string_attr -> pathString",
    'attr -> firstName',
    'string_attr -> firstStringName',
  ],
  attr: ['ID -> pass', 'OR_KW -> orName'],
  string_attr: [`'"' string_parts '"' -> second`, "DOLLAR_CURLY expr '}' -> second"],
  list: ['list selection -> listItem', ' -> noItems'],
  formal_set: [
    "'{' formals ',' ELLIPSIS '}' -> formalsOpen",
    "'{' ELLIPSIS '}' -> noFormalsOpen",
    "'{' formals ',' '}' -> formalsClosed",
    "'{' formals '}' -> formalsClosed",
    "'{' '}' -> noFormals",
  ],
  formals: ["formals ',' formal -> formalNext", 'formal -> formalFirst'],
  formal: ['ID -> formal', "ID '?' expr -> formalDefault"],
};

export interface Rule {
  readonly left: string;
  readonly right: readonly string[];
  readonly action: string;
  /** The token whose precedence the rule has, when it is not its last terminal's. */
  readonly precedence?: string;
}

/** Every rule, in the order in which reductions number them. */
export const RULES: readonly Rule[] = Object.entries(SOURCE).flatMap(([left, alternatives]) =>
  alternatives.map((text): Rule => {
    const [symbols, rest] = text.split('-> ');
    const [action, precedence] = rest.split(' %prec ');
    const right = symbols.trim() === '' ? [] : symbols.trim().split(' ');
    return { left, right, action, ...(precedence === undefined ? {} : { precedence }) };
  }),
);

export const NONTERMINALS: readonly string[] = Object.keys(SOURCE);
