// The tree of a TOML text, and what may be added to it when.
//
// A table may be named by headers and by dotted keys, and each way it came to be decides whether more may go in later.
// Source of the rules and words: toml11 4.4, measured through Nix 2.36.
import type { ByteString } from '../../base/index.ts';
import type { Int } from '../value/value.ts';
import { Problem, type Region } from './problem.ts';

/** A scalar: what it is and where it is written. */
export interface Scalar {
  readonly kind: 'string' | 'integer' | 'float' | 'boolean' | 'time';
  readonly value: ByteString | Int | boolean;
  readonly region: Region;
}

export interface Table {
  readonly kind: 'table';
  /** `implicit`: only named on the way to another table. */
  form: 'header' | 'implicit' | 'dotted' | 'inline';
  readonly entries: Map<ByteString, Node>;
  region: Region;
}

export interface List {
  readonly kind: 'array';
  /** Made of `[[…]]` headers. */
  readonly ofHeaders: boolean;
  readonly items: Node[];
  readonly region: Region;
}

export type Node = Scalar | Table | List;

export function makeTable(form: Table['form'], region: Region): Table {
  return { kind: 'table', form, entries: new Map(), region };
}

export interface Key {
  readonly names: readonly ByteString[];
  readonly region: Region;
}

/** What is inserted: a key with its value, a `[table]`, or a `[[table]]`. */
export type Insertion = 'pair' | 'table' | 'array';

/** Puts a value below a table; a table that is put there is answered as it is now. Throws a Problem. */
export function insert(into: Table, how: Insertion, key: Key, value: Node): Node {
  const table = descend(into, how, key);
  const name = key.names[key.names.length - 1];
  const known = table.entries.get(name);
  switch (how) {
    case 'pair':
      if (known !== undefined)
        throw conflict(
          'failed to insert a value, value already exists',
          key,
          'inserting this',
          known,
          'but value already exists',
        );
      table.entries.set(name, value);
      return value;
    case 'table':
      if (known !== undefined) return reopen(known, key, value as Table);
      table.entries.set(name, value);
      return value;
    case 'array':
      if (known !== undefined) append(known, key, value);
      else table.entries.set(name, { kind: 'array', ofHeaders: true, items: [value], region: key.region });
      return value;
  }
}

/** The table that the last name of a key goes to. */
function descend(into: Table, how: Insertion, key: Key): Table {
  let table = into;
  for (const name of key.names.slice(0, -1)) {
    const found = table.entries.get(name);
    if (found === undefined) {
      const made = makeTable(how === 'pair' ? 'dotted' : 'implicit', key.region);
      table.entries.set(name, made);
      table = made;
    } else table = enter(found, how, key);
  }
  return table;
}

function enter(found: Node, how: Insertion, key: Key): Table {
  if (found.kind === 'table') {
    if (found.form === 'inline')
      throw conflict(
        'failed to insert a value: inline table is immutable',
        key,
        'inserting this',
        found,
        'to this table',
      );
    if (how === 'pair' && found.form !== 'dotted')
      throw conflict(
        'reopening a table using dotted keys',
        key,
        'dotted key cannot reopen a table',
        found,
        'this table is already closed',
      );
    return found;
  }
  if (!isArrayOfTables(found))
    throw conflict(
      'failed to insert a value, value already exists',
      key,
      'while inserting this',
      found,
      'non-table value already exists',
    );
  if (!found.ofHeaders)
    throw conflict(
      'inline array of tables are immutable',
      key,
      'inserting this',
      found,
      'inline array of tables',
      '',
    );
  if (how === 'pair')
    throw conflict(
      'dotted key cannot reopen an array-of-tables',
      key,
      'inserting this',
      found,
      'to this array-of-tables.',
      '',
    );
  return found.items[found.items.length - 1] as Table;
}

/** `[x]` after `[x.y]`: the table becomes one with a header. */
function reopen(known: Node, key: Key, value: Table): Table {
  if (known.kind !== 'table' || known.form !== 'implicit')
    throw conflict(
      'failed to insert a table, table already defined',
      key,
      'inserting this',
      known,
      'this table is explicitly defined',
    );
  known.form = 'header';
  known.region = value.region;
  return known;
}

function append(known: Node, key: Key, value: Node): void {
  if (!isArrayOfTables(known))
    throw conflict(
      'failed to insert an array of tables, value already exists',
      key,
      'while inserting this',
      known,
      'non-table value already exists',
    );
  if (!known.ofHeaders)
    throw conflict(
      'failed to insert a table, inline array of tables is immutable',
      key,
      'while inserting this',
      known,
      'this is inline array-of-tables',
    );
  known.items.push(value);
}

function isArrayOfTables(node: Node): node is List {
  if (node.kind !== 'array') return false;
  return node.ofHeaders || (node.items.length > 0 && node.items.every(({ kind }) => kind === 'table'));
}

function conflict(
  what: ByteString,
  key: Key,
  inserting: ByteString,
  known: Node,
  there: ByteString,
  space = ' ',
): Problem {
  return new Problem(`toml::insert_value:${space}${what}`, [
    { region: key.region, message: inserting },
    { region: known.region, message: there },
  ]);
}
