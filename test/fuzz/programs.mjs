// Random Nix programs: every name is bound, every type occurs, most expressions have the type their place wants and a
// few have another, so that values and errors of all kinds come out.
//
// A program is a tree of nodes `{ type, parts }` whose parts are texts and nodes, so that `shrink.mjs` can put a smaller
// expression of the same type in a node's place.

/**
 * @typedef {'int' | 'float' | 'bool' | 'string' | 'path' | 'null' | 'list' | 'set' | 'function'} Type
 * @typedef {{ type: Type, parts: (string | Node)[] }} Node
 * @typedef {{ name: string, type: Type }} Variable
 */

/** @type {readonly Type[]} */
const TYPES = ['int', 'float', 'bool', 'string', 'path', 'null', 'list', 'set', 'function'];
const ATTRIBUTES = ['a', 'b', 'c', 'name', 'type', 'value', 'x-y', "d'", 'outPath', 'zz'];
const WORDS = [
  '',
  'a',
  'b',
  'foo',
  'foo-1.2.3',
  'x/y',
  '/tmp/z.txt',
  '1',
  '42',
  'a.b',
  'ä',
  'A B',
  '$',
  '\\n',
  '~',
  'pre1.0',
];
const REGEXES = [
  'a*',
  '(a|b)(c?)',
  '([a-z]+)-([0-9.]+)',
  '.*',
  '^a',
  '[[:alpha:]]+',
  '(x)|(y)',
  '()',
  '(a*)*',
  '[^/]*/?',
];

/** The smallest expression of each type, for shrinking. @type {Readonly<Record<Type, string>>} */
export const SMALLEST = {
  int: '1',
  float: '1.5',
  bool: 'true',
  string: '"a"',
  path: '/a',
  null: 'null',
  list: '[ ]',
  set: '{ }',
  function: '(x: x)',
};

/** The program's text. @param {Node} node @returns {string} */
export function textOf(node) {
  return node.parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join('');
}

export class Generator {
  #fresh = 0;

  /** @param {import('./random.mjs').Random} random */
  constructor(random) {
    this.random = random;
  }

  /** A whole program. @param {number} depth */
  program(depth) {
    this.#fresh = 0;
    return this.expression(this.#anyType(), depth, []);
  }

  #anyType() {
    return this.random.pick(TYPES);
  }

  /** An expression that is meant to have a type. @param {Type} wanted @param {number} depth @param {readonly Variable[]} scope @returns {Node} */
  expression(wanted, depth, scope) {
    const { random } = this;
    const type = random.chance(0.03) ? this.#anyType() : wanted;
    if (depth <= 0) return this.#leaf(type, scope);
    if (random.chance(0.12)) return this.#variable(type, scope) ?? this.#leaf(type, scope);
    if (random.chance(0.3)) return this.#wrapped(type, depth - 1, scope);
    return this.#compound(type, depth - 1, scope);
  }

  /** @param {Type} type @param {readonly Variable[]} scope @returns {Node | undefined} */
  #variable(type, scope) {
    const fitting = scope.filter((v) => v.type === type);
    return fitting.length === 0 ? undefined : node(type, this.random.pick(fitting).name);
  }

  /** @param {Type} type @param {readonly Variable[]} scope @returns {Node} */
  #leaf(type, scope) {
    const { random } = this;
    if (random.chance(0.4)) {
      const found = this.#variable(type, scope);
      if (found !== undefined) return found;
    }
    return node(type, this.#literal(type));
  }

  /** @param {Type} type @returns {string} */
  #literal(type) {
    const { random } = this;
    switch (type) {
      case 'int':
        return random.pick([
          '0',
          '1',
          '2',
          '3',
          '7',
          '10',
          '255',
          '(-1)',
          '(-7)',
          '9223372036854775807',
          '4611686018427387904',
          '1000000007',
        ]);
      case 'float':
        return random.pick([
          '0.5',
          '1.0',
          '2.25',
          '1e3',
          '1.5e-7',
          '.5',
          '123456789.125',
          '(-0.25)',
          '1e300',
        ]);
      case 'bool':
        return random.pick(['true', 'false']);
      case 'string':
        return this.#stringLiteral();
      case 'path':
        return random.pick(['/a', '/a/b.c', '/tmp/../x', '/b/.', '/no-such-file']);
      case 'null':
        return 'null';
      case 'list':
        return random.pick([
          '[ ]',
          '[ 1 2 3 ]',
          '[ "a" "b" ]',
          '[ 3 1 2 ]',
          '[ [ ] { } ]',
          '[ 1 "a" null ]',
          '[ 1.5 2 ]',
        ]);
      case 'set':
        return random.pick([
          '{ }',
          '{ a = 1; }',
          '{ a = 1; b = "x"; }',
          '{ a.b = 1; c = [ 1 ]; }',
          '{ name = "n"; value = 3; }',
          '{ type = "derivation"; outPath = "/o"; }',
        ]);
      case 'function':
        return random.pick([
          '(x: x)',
          '(x: y: x)',
          '({ a, b ? 2, ... }: a)',
          '(x: x + 1)',
          'builtins.length',
          'toString',
          '(builtins.add 1)',
          '(x: x.a)',
          '({ a ? 1 }@s: s)',
        ]);
    }
  }

  #stringLiteral() {
    const { random } = this;
    const word = random.pick(WORDS);
    return random.chance(0.2)
      ? `''${word.replace('\\n', '\n  ').replace('$', "''$")}''`
      : `"${word.replace('$', '\\$')}"`;
  }

  /** A name that is new in the program. */
  #name() {
    return `v${this.#fresh++}`;
  }

  /** An expression of any type as a builtin's or operator's operand. @param {Type} type @param {number} depth @param {readonly Variable[]} scope */
  #operand(type, depth, scope) {
    const inner = this.expression(type, depth, scope);
    return /^[\w"[{(/.]/.test(textOf(inner)) &&
      inner.parts.length === 1 &&
      !/^\{[^}]*\}:|\s[-+*/]/.test(textOf(inner))
      ? inner
      : node(inner.type, '(', ...inner.parts, ')');
  }

  /** What may stand around an expression of every type. @param {Type} type @param {number} depth @param {readonly Variable[]} scope @returns {Node} */
  #wrapped(type, depth, scope) {
    const { random } = this;
    const e = (/** @type {Type} */ t, s = scope) => this.expression(t, depth, s);
    const o = (/** @type {Type} */ t, s = scope) => this.#operand(t, depth, s);
    const v = this.#name();
    const t = this.#anyType();
    const inner = [...scope, { name: v, type: t }];
    const gap = random.chance(0.25) ? '\n' : ' ';
    switch (random.below(17)) {
      case 0:
        return node(type, `(let ${v} = `, e(t), `;${gap}in `, e(type, inner), ')');
      case 1: {
        const w = this.#name();
        const both = [...inner, { name: w, type }];
        return node(
          type,
          `(let ${v} = `,
          e(t),
          `;${gap}    ${w} = `,
          e(type, inner),
          `;${gap}in `,
          e(type, both),
          ')',
        );
      }
      case 2:
        return node(type, `(with { ${v} = `, e(t), `; };${gap}`, e(type, inner), ')');
      case 3:
        return node(type, '(if ', e('bool'), `${gap}then `, e(type), `${gap}else `, e(type), ')');
      case 4:
        return node(type, '(assert ', e('bool'), `;${gap}`, e(type), ')');
      case 5:
        return node(type, `((${v}: `, e(type, inner), ') ', o(t), ')');
      case 6:
        return node(type, `(({ ${v}, ... }: `, e(type, inner), `) { ${v} = `, e(t), '; other = 1; })');
      case 7:
        return node(type, `(({ ${v} ? `, e(t), ' }: ', e(type, inner), ') { })');
      case 8: {
        const name = random.pick(ATTRIBUTES);
        return node(type, `({ ${name} = `, e(type), `; }.${name})`);
      }
      case 9:
        return node(type, '(', o('set'), `.${random.pick(ATTRIBUTES)} or `, o(type), ')');
      case 10:
        return node(type, '(builtins.seq ', o(t), ' ', o(type), ')');
      case 11:
        return node(type, '(builtins.deepSeq ', o(t), ' ', o(type), ')');
      case 12:
        return node(type, '(builtins.addErrorContext ', o('string'), ' ', o(type), ')');
      case 13:
        return node(type, '(builtins.head [ ', o(type), ' ', o(t), ' ])');
      case 14:
        return node(type, '(builtins.elemAt [ ', o(type), ' ', o(type), ` ] ${random.below(3)})`);
      case 15:
        return node(type, '(builtins.tryEval ', o(type), ').value');
      default:
        switch (random.below(8)) {
          case 0:
            return node(type, '(throw ', o('string'), ')');
          case 1:
            return node(type, '(abort ', o('string'), ')');
          case 2:
            return node(type, '(builtins.trace ', o(t), ' ', o(type), ')');
          case 3:
            return node(type, `(rec { ${v} = `, e(type), `; r = ${v}; }).r`);
          case 4:
            return node(type, `(rec { ${v} = `, e(type, inner), `; }).${v}`);
          case 5:
            return node(type, `({ __functor = self: ${v}: `, e(type, inner), '; } ', o(t), ')');
          case 6:
            return node(type, `(let inherit ({ ${v} = `, e(t), `; }) ${v}; in `, e(type, inner), ')');
          default:
            return node(type, "(builtins.foldl' (acc: ", v, ': acc) ', o(type), ' ', o('list'), ')');
        }
    }
  }

  /** An expression of a type made of smaller ones. @param {Type} type @param {number} depth @param {readonly Variable[]} scope @returns {Node} */
  #compound(type, depth, scope) {
    const { random } = this;
    const o = (/** @type {Type} */ t) => this.#operand(t, depth, scope);
    const any = () => o(this.#anyType());
    /** @param {(() => (string | Node)[])[]} choices */
    const one = (...choices) => node(type, '(', ...random.pick(choices)(), ')');
    const number = () => o(random.chance(0.75) ? 'int' : 'float');
    const call = (/** @type {string} */ name, /** @type {Node[]} */ ...args) => [
      `builtins.${name}`,
      ...args.flatMap((arg) => [' ', arg]),
    ];
    const operator = (/** @type {Node} */ a, /** @type {string} */ op, /** @type {Node} */ b) => [
      a,
      ` ${op} `,
      b,
    ];
    switch (type) {
      case 'int':
        return one(
          () => operator(o('int'), random.pick(['+', '-', '*', '/']), o('int')),
          () => operator(o('int'), random.pick(['+', '-', '*', '/']), o('int')),
          () => ['- ', o('int')],
          () => call('length', o('list')),
          () => call('stringLength', o('string')),
          () =>
            call(random.pick(['add', 'sub', 'mul', 'div', 'bitAnd', 'bitOr', 'bitXor']), o('int'), o('int')),
          () => call(random.pick(['ceil', 'floor']), number()),
          () => call('compareVersions', o('string'), o('string')),
          () => ["builtins.foldl' (a: b: a + b) ", o('int'), ' ', o('list')],
          () => call('fromJSON', o('string')),
        );
      case 'float':
        return one(
          () => operator(o('float'), random.pick(['+', '-', '*', '/']), number()),
          () => operator(number(), random.pick(['+', '-', '*', '/']), o('float')),
        );
      case 'bool':
        return one(
          () => operator(number(), random.pick(['<', '<=', '>', '>=']), number()),
          () => operator(o('string'), random.pick(['<', '<=', '>', '>=']), o('string')),
          () => operator(any(), random.pick(['==', '!=']), any()),
          () => {
            const t = this.#anyType();
            return operator(o(t), random.pick(['==', '!=']), o(t));
          },
          () => {
            const t = random.pick(/** @type {const} */ (['list', 'path', 'float', 'set']));
            return operator(o(t), random.pick(['<', '<=', '==']), o(t));
          },
          () => operator(o('bool'), random.pick(['&&', '||', '->']), o('bool')),
          () => ['!', o('bool')],
          () => [o('set'), ` ? ${random.pick(ATTRIBUTES)}`],
          () => [o('set'), ` ? ${random.pick(ATTRIBUTES)}.\${`, o('string'), '}'],
          () =>
            call(
              random.pick([
                'isAttrs',
                'isList',
                'isString',
                'isInt',
                'isFloat',
                'isBool',
                'isNull',
                'isPath',
                'isFunction',
              ]),
              any(),
            ),
          () => call('elem', any(), o('list')),
          () => call(random.pick(['all', 'any']), o('function'), o('list')),
          () => call('hasAttr', o('string'), o('set')),
          () => call('lessThan', any(), any()),
          () => call('hasContext', o('string')),
          () => ['(builtins.tryEval ', any(), ').success'],
        );
      case 'string':
        return one(
          () => operator(o('string'), '+', o('string')),
          () => ['"', random.pick(['', 'p', 'x ']), '${', o('string'), '}', random.pick(['', '-q']), '"'],
          () => ['"${', any(), '}"'],
          () => ["''\n    ", random.pick(['l1', '  l2']), '\n      ${', o('string'), "}\n  ''"],
          () => ['toString ', any()],
          () => call('concatStringsSep', o('string'), o('list')),
          () => call('substring', o('int'), o('int'), o('string')),
          () => [
            'builtins.replaceStrings [ ',
            o('string'),
            ' ',
            o('string'),
            ' ] [ ',
            o('string'),
            ' ',
            o('string'),
            ' ] ',
            o('string'),
          ],
          () => call('toJSON', any()),
          () => call('typeOf', any()),
          () => [
            'builtins.hashString "',
            random.pick(['md5', 'sha1', 'sha256', 'sha512', 'none']),
            '" ',
            o('string'),
          ],
          () => ['baseNameOf ', o(random.pick(/** @type {const} */ (['string', 'path'])))],
          () => ['dirOf ', o('string')],
          () => call('toXML', any()),
          () => call('unsafeDiscardStringContext', o('string')),
          () => ['builtins.toFile "', random.pick(['f', 'g.txt', 'bad name']), '" ', o('string')],
          () => [
            '(derivation { name = ',
            o('string'),
            '; system = "s"; builder = ',
            o('string'),
            '; arg = ',
            any(),
            '; }).',
            random.pick(['outPath', 'drvPath', 'name', 'type']),
          ],
          () => call('getEnv', o('string')),
          () => ['builtins.placeholder ', o('string')],
          () => ['toString (builtins.', random.pick(['attrNames', 'attrValues']), ' ', o('set'), ')'],
        );
      case 'path':
        return one(
          () => operator(o('path'), '+', o('string')),
          () => operator(o('path'), '+', o('path')),
          // never the root itself, whose contents are another machine's
          () => ['dirOf ', o('path'), ' + "/no"'],
          () => ['/. + ', o('string')],
        );
      case 'null':
        return node(type, 'null');
      case 'list':
        return one(
          () => operator(o('list'), '++', o('list')),
          () => ['[ ', ...Array.from({ length: random.below(4) }, () => [any(), ' ']).flat(), ']'],
          () => ['map ', o('function'), ' ', o('list')],
          () => call('filter', o('function'), o('list')),
          () => ['builtins.genList ', o('function'), ` ${random.below(5)}`],
          () =>
            call(
              'sort',
              random.chance(0.5)
                ? node('function', random.pick(['builtins.lessThan', '(a: b: a < b)', '(a: b: b < a)']))
                : o('function'),
              o('list'),
            ),
          () => call(random.pick(['attrNames', 'attrValues']), o('set')),
          () => call('concatLists', o('list')),
          () => ['builtins.concatMap (x: [ x ', any(), ' ]) ', o('list')],
          () => call('tail', o('list')),
          () => [`builtins.match "${random.pick(REGEXES)}" `, o('string')],
          () => [`builtins.split "${random.pick(REGEXES)}" `, o('string')],
          () => call('splitVersion', o('string')),
          () => [`builtins.catAttrs "${random.pick(ATTRIBUTES)}" `, o('list')],
          () => [
            '(builtins.partition ',
            o('function'),
            ' ',
            o('list'),
            ').',
            random.pick(['right', 'wrong']),
          ],
          () => [
            'builtins.genericClosure { startSet = [ { key = ',
            o('int'),
            '; } ]; operator = x: if builtins.bitAnd x.key 3 == 0 then [ ] else [ { key = x.key + 1; v = ',
            any(),
            '; } ]; }',
          ],
        );
      case 'set':
        return one(
          () => operator(o('set'), '//', o('set')),
          () => this.#setLiteral(depth, scope),
          () => this.#setLiteral(depth, scope),
          () => ['builtins.mapAttrs (n: v: ', any(), ') ', o('set')],
          () => [`builtins.mapAttrs (n: v: ${random.pick(['v', 'n', '[ n v ]', 'v + 1'])}) `, o('set')],
          () => ['removeAttrs ', o('set'), ' [ "', random.pick(ATTRIBUTES), '" ]'],
          () => call('intersectAttrs', o('set'), o('set')),
          () => ['builtins.listToAttrs [ { name = ', o('string'), '; value = ', any(), '; } ]'],
          () =>
            call(
              'groupBy',
              random.chance(0.6)
                ? node('function', random.pick(['toString', '(x: "k")', 'builtins.typeOf']))
                : o('function'),
              o('list'),
            ),
          () => [
            `builtins.zipAttrsWith (n: vs: ${random.pick(['vs', 'n', 'builtins.head vs'])}) [ `,
            o('set'),
            ' ',
            o('set'),
            ' ]',
          ],
          () => call('functionArgs', o('function')),
          () => call('parseDrvName', o('string')),
          () => call('tryEval', any()),
          () => ['builtins.fromJSON (builtins.toJSON ', any(), ')'],
          () => call('getContext', o('string')),
          () => ['derivation { name = ', o('string'), '; system = "s"; builder = "b"; }'],
        );
      case 'function': {
        const v = this.#name();
        const inner = [...scope, { name: v, type: this.#anyType() }];
        return node(type, '(', `${v}: `, this.expression(this.#anyType(), depth, inner), ')');
      }
    }
  }

  /** @param {number} depth @param {readonly Variable[]} scope @returns {(string | Node)[]} */
  #setLiteral(depth, scope) {
    const { random } = this;
    const any = () => this.expression(this.#anyType(), depth, scope);
    /** @type {(string | Node)[]} */
    const parts = [random.chance(0.2) ? 'rec { ' : '{ '];
    const names = ATTRIBUTES.filter(() => random.chance(0.25));
    for (const name of names)
      if (random.chance(0.15)) parts.push(`${name}.b = `, any(), '; ', `${name}.c = `, any(), '; ');
      else parts.push(`${name} = `, any(), '; ');
    if (random.chance(0.15)) parts.push('${', this.#operand('string', depth, scope), '} = ', any(), '; ');
    if (random.chance(0.05)) parts.push('__toString = s: ', any(), '; ');
    if (scope.length > 0 && random.chance(0.2)) parts.push(`inherit ${random.pick(scope).name}; `);
    parts.push('}');
    return parts;
  }
}

/** @param {Type} type @param {(string | Node)[]} parts @returns {Node} */
function node(type, ...parts) {
  return { type, parts };
}
