// A machine in one file of the host: every table's records, gzipped JSON with a version.
//
// Invariant: reading what was written gives an equal world. A file that is not one is refused by name; it is never
// overwritten before the new one stands complete beside it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { TABLE_NAMES, World, type TableName, type WorldRecords } from '../engine/world/index.ts';
import type { Machine, Saved } from '../machine/index.ts';

const FORMAT = 'nixarium-world';
const VERSION = 1;

/** A file that holds no world this version can read. */
export class BadWorldFile extends Error {}

interface WorldFile {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly tables: Record<TableName, [string | number, unknown][]>;
}

/** Bytes are written as `{ "$bytes": base64 }`, which no record of ours looks like. */
function pack(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value;
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
  return new Uint8Array(Buffer.from(String(value.$bytes), 'base64'));
}

export function writeWorld(path: string, machine: Machine): void {
  const tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, machine.world.records(name)]));
  const file = { format: FORMAT, version: VERSION, tables };
  const partial = `${path}.partial`;
  writeFileSync(partial, gzipSync(JSON.stringify(file, pack)));
  renameSync(partial, path);
}

/** Reads a machine whose journal begins anew. Throws BadWorldFile. */
export function readWorld(path: string): Saved {
  let file: WorldFile;
  try {
    file = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'), unpack) as WorldFile;
  } catch {
    throw new BadWorldFile(`${path} is not a world file: it is not gzipped JSON`);
  }
  if (file.format !== FORMAT)
    throw new BadWorldFile(`${path} is not a world file: its format is '${String(file.format)}'`);
  if (file.version !== VERSION)
    throw new BadWorldFile(
      `${path} has version ${String(file.version)}; this Nixarium reads version ${VERSION}`,
    );
  const world = new World();
  for (const name of TABLE_NAMES) {
    const records = file.tables[name] as unknown;
    if (!Array.isArray(records)) throw new BadWorldFile(`${path} lacks the table '${name}'`);
    world.load(name, records as [WorldRecords[typeof name]['key'], WorldRecords[typeof name]['record']][]);
  }
  return { world, journal: [], position: 0 };
}
