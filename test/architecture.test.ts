// The walls between the rooms, held against the imports as they are. The table is ARCHITECTURE.md's.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** Where a file lives: the longest of these folders that holds it. */
const ENGINE = ['base', 'vfs', 'os', 'lang', 'store', 'build', 'nix', 'profile', 'world'].map(
  (room) => `engine/${room}`,
);
const ROOMS = [
  ...ENGINE,
  'shell',
  'cli',
  'machine',
  'assist',
  'lesson',
  'view',
  'persist',
  'worker',
  'ui',
  'embed',
  'node',
];

/** Reads the table of ARCHITECTURE.md: `| room | may import |`, with room names in backquotes. */
function importTable(): Map<string, Set<string>> {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| `/.test(line));
  return new Map(
    rows.map((row) => {
      const [, room, imports] = row.split('|');
      const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
      return [names(room)[0], new Set(names(imports))];
    }),
  );
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

const sources = files(src);

/** The modules a file names in its imports. In a Svelte file only its scripts count. */
function imports(path: string): { specifier: string; typeOnly: boolean }[] {
  const text = readFileSync(path, 'utf8');
  const script = path.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1]).join('\n')
    : text;
  const typeOnly = new Set(
    [...script.matchAll(/^import type [^;]*? from '([^']+)'/gm)].map((match) => match[1]),
  );
  return ts
    .preProcessFile(script, true, true)
    .importedFiles.map(({ fileName }) => ({ specifier: fileName, typeOnly: typeOnly.has(fileName) }));
}

function target(path: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? resolve(dirname(path), specifier.replace(/\?.*$/, '')) : undefined;
}

function roomOf(path: string): string {
  const place = relative(src, path);
  return (
    ROOMS.filter((room) => place.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0] ?? 'root'
  );
}

describe('rooms', () => {
  const table = importTable();

  it('are all in the table of ARCHITECTURE.md', () => {
    const found = new Set(sources.map(roomOf).filter((room) => room !== 'root'));
    expect([...found].filter((room) => !table.has(room))).toEqual([]);
  });

  it('import only what the table allows', () => {
    const broken = sources.flatMap((path) =>
      imports(path).flatMap(({ specifier }) => {
        const to = target(path, specifier);
        const from = roomOf(path);
        if (to === undefined || from === 'root' || roomOf(to) === from) return [];
        return table.get(from)?.has(roomOf(to)) === true
          ? []
          : [`${relative(src, path)} imports ${roomOf(to)}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('are entered by their index', () => {
    const broken = sources.flatMap((path) =>
      imports(path).flatMap(({ specifier }) => {
        const to = target(path, specifier);
        if (to === undefined || roomOf(to) === roomOf(path) || specifier.endsWith('?raw')) return [];
        const isDoor = /\/index\.ts$/.test(to) || /^worker\/(protocol|client)\.ts$/.test(relative(src, to));
        return isDoor || roomOf(path) === 'root'
          ? []
          : [`${relative(src, path)} imports ${relative(src, to)}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('keep Cytoscape in the scopes, CodeMirror in the editor, xterm in the terminal, idb in persist', () => {
    const homes: [RegExp, string][] = [
      [/^cytoscape/, 'ui/scopes/'],
      [/^@codemirror\//, 'ui/editor/'],
      [/^@xterm\//, 'ui/terminal/'],
      [/^idb$/, 'persist/'],
      [/^unbash$/, 'shell/'],
      [/^@noble\//, 'engine/base/'],
    ];
    const broken = sources.flatMap((path) =>
      imports(path).flatMap(({ specifier }) => {
        const home = homes.find(([name]) => name.test(specifier))?.[1];
        return home === undefined || relative(src, path).startsWith(home)
          ? []
          : [`${relative(src, path)} imports ${specifier}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});

describe('files', () => {
  it('have no import circle', () => {
    const graph = new Map(
      sources.map((path) => [
        path,
        imports(path).flatMap(({ specifier, typeOnly }) => {
          const to = target(path, specifier);
          return to === undefined || typeOnly ? [] : [to];
        }),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: string[]): void => {
      if (trail.includes(path))
        circles.push([...trail.slice(trail.indexOf(path)), path].map((p) => relative(src, p)).join(' → '));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of sources) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('are at most 600 lines long', () => {
    const long = sources.filter((path) => readFileSync(path, 'utf8').split('\n').length > 601);
    expect(long.map((path) => relative(src, path))).toEqual([]);
  });

  it('open with what they are', () => {
    const silent = sources.filter((path) => {
      const text = readFileSync(path, 'utf8').trimStart();
      return !path.endsWith('index.ts') && !/^(#!.*\n)?(\/\/|\/\*|<!--|<script)/.test(text);
    });
    expect(silent.map((path) => relative(src, path))).toEqual([]);
  });
});
