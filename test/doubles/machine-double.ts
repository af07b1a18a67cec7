// A stand-in for the machine, for tests of the worker, the views and the page that must not wait for real builds.
//
// It knows a handful of command lines and answers them from a script: same shapes, same order of events, invented
// hashes. Its whole state is one record of the `shells` table, so that diffs, undo and storage go the real way.
import defaultNix from '../../src/machine/first-home/default.nix?raw';
import { digest, encodeNix32, toBytes } from '../../src/engine/base/index.ts';
import type { Diff, Facts, JournalEntry, StoreFact, WorldEvent } from '../../src/engine/world/index.ts';
import type { Commit, MachineInterface, Run, RunListener } from '../../src/machine/index.ts';
import type { SavedWorld } from '../../src/persist/index.ts';

interface State {
  readonly facts: Facts;
  readonly files: Readonly<Record<string, string>>;
}

const EMPTY: State = {
  facts: { store: [], profiles: [], roots: [], time: 1_700_000_000 },
  files: { '/home/learner/default.nix': defaultNix },
};

/** The eight packages with what each needs, dependencies first. */
export const PACKAGES: readonly (readonly [string, readonly string[]])[] = [
  ['glibc-2.39', []],
  ['openssl-3.3.1', ['glibc-2.39']],
  ['libxml2-2.13.3', ['glibc-2.39']],
  ['curl-8.9.0', ['libxml2-2.13.3', 'openssl-3.3.1']],
  ['git-2.46.0', ['curl-8.9.0']],
  ['nginx-1.27.0', ['curl-8.9.0']],
  ['python-3.12.5', ['glibc-2.39', 'openssl-3.3.1']],
  ['app-scanner-1.0', ['git-2.46.0', 'python-3.12.5']],
];

export function pathOf(name: string): string {
  const hash = encodeNix32(digest('sha256', toBytes(name)).subarray(0, 20));
  return `/nix/store/${hash}-${name}`;
}

export const drvOf = (name: string) => pathOf(`${name}.drv`);

type Step = (state: State, listener: RunListener) => State;

export class MachineDouble implements MachineInterface {
  #state: State;
  #journal: JournalEntry[];
  #position: number;
  #persisted: State | undefined;
  #appendedFrom: number;
  #lowest: number;

  constructor(saved?: SavedWorld) {
    const stored = saved?.rows.shells.find(([key]) => key === 'double')?.[1] as State | undefined;
    this.#state = stored ?? EMPTY;
    this.#persisted = stored;
    this.#journal = [...(saved?.journal ?? [])];
    this.#position = saved?.position ?? 0;
    this.#appendedFrom = this.#lowest = this.#journal.length;
  }

  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  get position(): number {
    return this.#position;
  }

  run(line: string, listener: RunListener = {}): Run {
    const steps = script(line);
    const before = this.#state;
    const output: { stream: 'stdout' | 'stderr'; text: string }[] = [];
    const collecting: RunListener = {
      output: (stream, text) => {
        output.push({ stream, text });
        listener.output?.(stream, text);
      },
      event: (event) => listener.event?.(event),
    };
    let at = 0;
    let interrupted = false;
    let typed: string | undefined;
    const finish = (status: number): 'done' => {
      this.#append('terminal', line, status, output, before);
      return 'done';
    };
    return {
      resume: (fuel) => {
        if (interrupted) return finish(130);
        if (line === 'spin') return 'more';
        if (/^(read|edit)-line$/.test(line) && typed === undefined) return 'blocked';
        if (/^(read|edit)-line$/.test(line)) collecting.output?.('stdout', `got ${typed}`);
        if (line === 'crash') throw new Error('a bug of the double');
        for (let i = 0; i < Math.max(1, fuel / 200) && at < steps.length; i++)
          this.#state = (steps[at++] as Step)(this.#state, collecting);
        return at < steps.length ? 'more' : finish(line.startsWith('fail') ? 1 : 0);
      },
      interrupt: () => {
        interrupted = true;
      },
      input: (text) => {
        typed = text;
      },
      get reading() {
        return line === 'edit-line' && typed === undefined ? { prompt: '> ', history: ['one'] } : undefined;
      },
      complete: (text, cursor, answer) => answer({ start: 0, candidates: [`${text.slice(0, cursor)}x`] }),
    };
  }

  save(path: string, text: string): void {
    const before = this.#state;
    this.#state = { ...before, files: { ...before.files, [path]: text } };
    this.#append('editor', `save ${path}`, 0, [], before);
  }

  undo(): boolean {
    return this.#move(-1);
  }

  redo(): boolean {
    return this.#move(1);
  }

  facts(): Facts {
    return this.#state.facts;
  }

  retrace(number: number): readonly WorldEvent[] {
    const entry = this.#journal[number - 1];
    if (entry === undefined) return [];
    const events: WorldEvent[] = [];
    let state = entry.diff.shells?.[0]?.before === undefined ? EMPTY : (entry.diff.shells[0].before as State);
    for (const step of script(entry.command)) state = step(state, { event: (event) => events.push(event) });
    return events;
  }

  factsBefore(number: number): Facts {
    const next = this.#journal[number - 1]?.diff.shells?.[0]?.before as State | undefined;
    return number > this.#journal.length ? this.#state.facts : (next ?? EMPTY).facts;
  }

  takeCommit(): Commit {
    const diff: Diff =
      this.#persisted === this.#state
        ? {}
        : { shells: [{ key: 'double', before: this.#persisted, after: this.#state }] };
    const kept = Math.min(this.#lowest, this.#appendedFrom);
    const commit = { diff, appended: this.#journal.slice(kept), kept, position: this.#position };
    this.#persisted = this.#state;
    this.#appendedFrom = this.#lowest = this.#journal.length;
    return commit;
  }

  readFile(path: string): string | undefined {
    return this.#state.files[path];
  }

  prompt(): string {
    return 'learner@nixarium:~$ ';
  }

  complete(line: string, cursor: number) {
    const start = line.lastIndexOf(' ', cursor - 1) + 1;
    const word = line.slice(start, cursor);
    const known = ['nix-build', 'nix-instantiate', 'nix-env', 'nix-collect-garbage', 'default.nix'];
    return { start, candidates: known.filter((candidate) => candidate.startsWith(word)) };
  }

  #move(by: 1 | -1): boolean {
    const entry = this.#journal[by > 0 ? this.#position : this.#position - 1];
    if (entry === undefined) return false;
    const change = entry.diff.shells?.[0];
    if (change !== undefined)
      this.#state = ((by > 0 ? change.after : change.before) as State | undefined) ?? EMPTY;
    this.#position += by;
    return true;
  }

  #append(
    origin: JournalEntry['origin'],
    command: string,
    status: number,
    output: JournalEntry['output'],
    before: State,
  ): void {
    this.#journal.length = this.#position;
    this.#lowest = Math.min(this.#lowest, this.#position);
    const time = this.#state.facts.time;
    this.#state = { ...this.#state, facts: { ...this.#state.facts, time: time + 1 } };
    this.#position = this.#journal.push({
      number: this.#position + 1,
      origin,
      command,
      cwd: '/home/learner',
      status,
      time,
      output,
      truncated: false,
      diff: { shells: [{ key: 'double', before, after: this.#state }] },
    });
  }
}

function script(line: string): Step[] {
  const [command = '', ...words] = line.split(' ');

  if (command === 'echo') return [say(`${words.join(' ')}\n`)];
  if (command === 'fail') return [say('no\n', 'stderr')];
  if (command === 'nix-instantiate') return PACKAGES.map(([name, inputs]) => instantiate(name, inputs));
  if (command === 'nix-build')
    return [...PACKAGES.map(([name, inputs]) => instantiate(name, inputs)), ...build()];
  if (command === 'nix-env') return words.includes('--rollback') ? [rollback] : [install];
  if (command === 'nix-collect-garbage') return collect();
  return [];
}

const say =
  (text: string, stream: 'stdout' | 'stderr' = 'stdout'): Step =>
  (state, listener) => {
    listener.output?.(stream, text);
    return state;
  };

const tell =
  (event: WorldEvent): Step =>
  (state, listener) => {
    listener.event?.(event);
    return state;
  };

function withPath(state: State, fact: StoreFact): State {
  const store = [...state.facts.store.filter(({ path }) => path !== fact.path), fact];
  return { ...state, facts: { ...state.facts, store } };
}

function instantiate(name: string, inputs: readonly string[]): Step {
  return (state, listener) => {
    const drv = drvOf(name);
    listener.event?.({ kind: 'instantiate', drv, name, inputs: inputs.map(drvOf) });
    listener.output?.('stdout', `${drv}\n`);
    return withPath(state, {
      path: drv,
      name: `${name}.drv`,
      kind: 'derivation',
      narHash: 'sha256:0',
      narSize: 600 + name.length * 8,
      references: inputs.map(drvOf),
      registrationTime: state.facts.time,
      derivation: {
        outputs: [{ name: 'out', path: pathOf(name) }],
        inputDrvs: inputs.map((input) => ({ path: drvOf(input), outputs: ['out'] })),
        inputSrcs: [],
        system: 'x86_64-linux',
        builder: '/bin/sh',
        args: ['-ec', 'echo'],
        env: [['name', name]],
      },
    });
  };
}

function build(): Step[] {
  const steps: Step[] = [];
  const stack: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    stack.push(drvOf(name));
    steps.push(tell({ kind: 'dfs-enter', drv: drvOf(name), stack: [...stack] }));
    for (const input of PACKAGES.find(([other]) => other === name)?.[1] ?? []) visit(input);
    stack.pop();
    steps.push(tell({ kind: 'dfs-leave', drv: drvOf(name), stack: [...stack] }));
  };
  for (const [name] of [...PACKAGES].reverse()) visit(name);
  steps.push(
    tell({
      kind: 'kahn-start',
      nodes: PACKAGES.map(([name, inputs]) => ({
        drv: drvOf(name),
        inDegree: inputs.length,
        inputs: inputs.map(drvOf),
      })),
    }),
  );
  const degrees = new Map(PACKAGES.map(([name, inputs]) => [name, inputs.length]));
  steps.push(tell({ kind: 'kahn-ready', drv: drvOf('glibc-2.39') }));
  for (const [name, inputs] of PACKAGES) {
    const drv = drvOf(name);
    const references = inputs.filter((input) => !input.startsWith('libxml')).map(pathOf);
    steps.push(
      tell({ kind: 'build-start', drv, slot: 0, visible: inputs.map(pathOf) }),
      say(`building '${drv}'...\n`, 'stderr'),
      tell({ kind: 'build-log', drv, line: `linking ${name}` }),
      tell({ kind: 'build-scan', drv, output: 'out', candidates: inputs.length + 1, found: references }),
      (state, listener) => {
        const [path, narHash, narSize] = [pathOf(name), 'sha256:0', 400 + name.length * 100];
        listener.event?.({ kind: 'build-register', drv, output: 'out', path, narHash, narSize, references });
        const registrationTime = state.facts.time;
        return withPath(state, {
          path,
          name,
          kind: 'output',
          narHash,
          narSize,
          references,
          deriver: drv,
          registrationTime,
        });
      },
      tell({ kind: 'build-done', drv, slot: 0 }),
    );
    for (const [parent, needs] of PACKAGES) {
      if (!needs.includes(name)) continue;
      const inDegree = (degrees.get(parent) ?? 0) - 1;
      degrees.set(parent, inDegree);
      steps.push(tell({ kind: 'kahn-decrement', drv: drvOf(parent), inDegree, because: drv }));
      if (inDegree === 0) steps.push(tell({ kind: 'kahn-ready', drv: drvOf(parent), because: drv }));
    }
  }
  return steps;
}

const PROFILE = '/nix/var/nix/profiles/per-user/learner/profile';

const install: Step = (state, listener) => {
  const generations = state.facts.profiles[0]?.generations ?? [];
  const number = generations.length + 1;
  const target = pathOf(`user-environment-${number}`);
  const packages = [pathOf('app-scanner-1.0')];
  const link = `${PROFILE}-${number}-link`;
  const time = state.facts.time;
  listener.event?.({ kind: 'profile-environment', path: target, packages });
  listener.event?.({ kind: 'profile-generation', link, number, target });
  listener.event?.({ kind: 'profile-switch', profile: PROFILE, from: generations.at(-1)?.link, to: link });
  listener.output?.('stderr', `installing 'app-scanner-1.0'\n`);
  const profile = {
    path: PROFILE,
    user: 'learner',
    chain: ['/home/learner/.nix-profile', PROFILE, link, target],
    generations: [
      ...generations.map((generation) => ({ ...generation, current: false })),
      { number, link, target, current: true, time, packages },
    ],
  };
  const environment: StoreFact = {
    path: target,
    name: 'user-environment',
    kind: 'output',
    narHash: 'sha256:0',
    narSize: 900,
    references: packages,
    registrationTime: time,
  };
  const next = withPath(state, environment);
  return {
    ...next,
    facts: { ...next.facts, profiles: [profile], roots: [...next.facts.roots, { link, target }] },
  };
};

const rollback: Step = (state, listener) => {
  const profile = state.facts.profiles[0];
  const current = profile?.generations.findIndex((generation) => generation.current) ?? -1;
  const to = profile?.generations[current - 1];
  if (profile === undefined || to === undefined) {
    listener.output?.('stderr', 'error: no generation older than the current one\n');
    return state;
  }
  listener.event?.({
    kind: 'profile-switch',
    profile: profile.path,
    from: profile.generations[current]?.link,
    to: to.link,
  });
  const generations = profile.generations.map((generation) => ({
    ...generation,
    current: generation === to,
  }));
  const chain = [profile.chain[0] as string, profile.path, to.link, to.target];
  return { ...state, facts: { ...state.facts, profiles: [{ ...profile, generations, chain }] } };
};

function collect(): Step[] {
  const run: Step = (state, listener) => {
    const byPath = new Map(state.facts.store.map((fact) => [fact.path, fact]));
    const alive = new Set<string>();
    listener.event?.({ kind: 'gc-phase', phase: 'roots' });
    for (const { link, target } of state.facts.roots) listener.event?.({ kind: 'gc-root', link, target });
    listener.event?.({ kind: 'gc-phase', phase: 'mark' });
    const mark = (path: string, because: string, by: 'root' | 'reference') => {
      if (alive.has(path)) return;
      alive.add(path);
      listener.event?.({ kind: 'gc-mark', path, because, by });
      for (const reference of byPath.get(path)?.references ?? []) mark(reference, path, 'reference');
    };
    for (const { link, target } of state.facts.roots) mark(target, link, 'root');
    listener.event?.({ kind: 'gc-phase', phase: 'sweep' });
    let freed = 0;
    let deleted = 0;
    const store = state.facts.store.filter((fact) => {
      if (alive.has(fact.path)) return true;
      freed += fact.narSize;
      deleted += 1;
      listener.event?.({ kind: 'gc-delete', path: fact.path, bytes: fact.narSize, freed });
      return false;
    });
    listener.event?.({ kind: 'gc-done', deleted, freed });
    listener.output?.(
      'stdout',
      `${deleted} store paths deleted, ${(freed / 1048576).toFixed(2)} MiB freed\n`,
    );
    return { ...state, facts: { ...state.facts, store } };
  };
  return [run];
}
