import { packageName } from '../../src/engine/base/index.ts';
import { describe, expect, it } from 'vitest';
import {
  buildModel,
  explain,
  gcModel,
  keepersOf,
  layout,
  outlineOf,
  profileModels,
  sentenceOf,
  stepCount,
  storeGraph,
  storeRows,
  traceOf,
} from '../../src/view/index.ts';
import type { WorldEvent } from '../../src/engine/world/index.ts';
import { drvOf, MachineDouble, PACKAGES, pathOf } from '../doubles/machine-double.ts';

function machineAfter(...lines: string[]) {
  const machine = new MachineDouble();
  const events: WorldEvent[][] = [];
  for (const line of lines) {
    const seen: WorldEvent[] = [];
    const run = machine.run(line, { event: (event) => seen.push(event) });
    while (run.resume(1000) !== 'done');
    events.push(seen);
  }
  return { machine, facts: machine.facts(), events };
}

describe('the build at a step', () => {
  const trace = traceOf(machineAfter('nix-build').events[0] as WorldEvent[]);
  const all = Array.from({ length: stepCount(trace) + 1 }, (_, step) => buildModel(trace, step));

  it('begins with nothing looked at and ends with everything built, in order', () => {
    expect(new Set(all[0]?.nodes.map(({ state }) => state))).toEqual(new Set(['plain']));
    const end = all.at(-1);
    expect(end?.phase).toBe('done');
    expect(end?.done.map(trace.names)).toEqual(PACKAGES.map(([name]) => name));
  });

  it('is the same whichever way one comes', () => {
    for (let step = stepCount(trace); step >= 0; step--) expect(buildModel(trace, step)).toEqual(all[step]);
  });

  it('shows the recursion stack of the search', () => {
    const deepest = all.reduce((a, b) => (b.stack.length > a.stack.length ? b : a));
    expect(deepest.stack.map(trace.names)).toEqual([
      'app-scanner-1.0',
      'git-2.46.0',
      'curl-8.9.0',
      'libxml2-2.13.3',
      'glibc-2.39',
    ]);
  });

  it('queues a derivation only with in-degree 0', () => {
    for (const { nodes } of all)
      for (const { state, inDegree } of nodes) if (state === 'ready') expect(inDegree).toBe(0);
  });

  it('says why, once for every step', () => {
    const sentences = all.map((_, step) => sentenceOf(trace, step));
    expect(sentences.every((sentence) => sentence.endsWith('.') || sentence.includes('says:'))).toBe(true);
    expect(sentences).toContain(
      'glibc-2.39 has in-degree 0: nothing it needs is missing, so it joins the ready queue.',
    );
    expect(sentences.join('\n')).not.toMatch(/undefined|\/nix\/store\/[0-9a-z]{32}/);
  });

  it('reaches any of 5,000 steps in less than 100 ms', () => {
    const nodes = Array.from({ length: 1000 }, (_, i) => pathOf(`p${i}.drv`));
    const events: WorldEvent[] = [
      { kind: 'kahn-start', nodes: nodes.map((drv) => ({ drv, inDegree: 0, inputs: [] })) },
      ...nodes.flatMap((drv): WorldEvent[] => [
        { kind: 'kahn-ready', drv },
        { kind: 'build-start', drv, slot: 0, visible: [] },
        { kind: 'build-scan', drv, output: 'out', candidates: 1, found: [] },
        { kind: 'build-register', drv, output: 'out', path: drv, narHash: '', narSize: 1, references: [] },
        { kind: 'build-done', drv, slot: 0 },
      ]),
    ];
    const long = traceOf(events);
    buildModel(long, 2500);
    const begin = performance.now();
    expect(buildModel(long, 4999).done.length).toBeGreaterThan(990);
    expect(performance.now() - begin).toBeLessThan(100);
  });

  it('keeps the lines of a log with the step before them', () => {
    const step = all.findIndex(({ log }) => log.length > 0);
    expect(sentenceOf(trace, step)).toContain('runs in slot 1');
  });
});

describe('a cycle', () => {
  const events: WorldEvent[] = [
    { kind: 'dfs-enter', drv: drvOf('a'), stack: [drvOf('a')] },
    { kind: 'dfs-enter', drv: drvOf('b'), stack: [drvOf('a'), drvOf('b')] },
    { kind: 'dfs-cycle', cycle: [drvOf('a'), drvOf('b'), drvOf('a')] },
  ];
  it('is shown and told', () => {
    const trace = traceOf(events);
    expect(buildModel(trace, 3)).toMatchObject({ phase: 'cycle' });
    expect(sentenceOf(trace, 3)).toBe(
      'a is still on the stack: a → b → a is a cycle, and a cycle can never be built.',
    );
    expect(outlineOf(buildModel(trace, 3).graph).map(({ node }) => node.label)).toEqual(['a', 'b', 'a']);
  });
});

describe('the graph', () => {
  const { facts } = machineAfter('nix-build');

  it('of build-time needs has the edges of the expression', () => {
    const graph = storeGraph(facts, { mode: 'build-time' });
    expect(graph.nodes).toHaveLength(8);
    expect(graph.edges).toHaveLength(PACKAGES.reduce((sum, [, inputs]) => sum + inputs.length, 0));
  });

  it('of run-time references lacks what was needed to build only', () => {
    const graph = storeGraph(facts, { mode: 'run-time', focus: pathOf('app-scanner-1.0') });
    const labels = graph.nodes.map(({ label }) => label);
    expect(labels).not.toContain('libxml2-2.13.3');
    expect(labels).not.toContain('nginx-1.27.0');
    expect(labels).toContain('glibc-2.39');
  });

  it('has an outline that unfolds each part once', () => {
    const outline = outlineOf(storeGraph(facts, { mode: 'build-time' }));
    expect(outline.filter(({ level }) => level === 1).map(({ node }) => node.label)).toEqual([
      'nginx-1.27.0',
      'app-scanner-1.0',
    ]);
    expect(outline.filter(({ node, repeated }) => node.label === 'curl-8.9.0' && !repeated)).toHaveLength(1);
  });
});

describe('the layout', () => {
  const width = 100;
  it('puts what is needed below what needs it, and nothing on top of another', () => {
    const graph = storeGraph(machineAfter('nix-build').facts, { mode: 'build-time' });
    const { positions } = layout({
      nodes: graph.nodes.map(({ id }) => ({ id, width })),
      edges: graph.edges,
      layerGap: 80,
      nodeGap: 20,
    });
    for (const { from, to } of graph.edges)
      expect(positions[to]?.y as number).toBeGreaterThan(positions[from]?.y as number);
    const places = Object.values(positions);
    places.forEach((a, i) =>
      places.slice(i + 1).forEach((b) => {
        if (a.y === b.y) expect(Math.abs(a.x - b.x)).toBeGreaterThanOrEqual(width);
      }),
    );
  });

  it('puts nodes without an edge in rows of their own', () => {
    const { positions } = layout({
      nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id, width })),
      edges: [{ from: 'a', to: 'b' }],
      layerGap: 80,
      nodeGap: 20,
    });
    expect(positions['c']?.y).toBe(160);
    expect(positions['d']).toEqual({ x: (positions['c']?.x ?? 0) + 120, y: 160 });
  });

  it('takes a cycle and a thousand nodes in its stride', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `n${i}`);
    const edges = ids.flatMap((from, i) =>
      [1, 7, 31].map((d) => ({ from, to: ids[(i + d) % 1000] as string })),
    );
    const begin = performance.now();
    const { positions } = layout({
      nodes: ids.map((id) => ({ id, width })),
      edges,
      layerGap: 80,
      nodeGap: 20,
    });
    expect(Object.keys(positions)).toHaveLength(1000);
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

describe('the store', () => {
  it('knows referrers and what keeps each path', () => {
    const { facts } = machineAfter('nix-build', 'nix-env -i');
    const rows = new Map(storeRows(facts).map((row) => [row.path, row]));
    expect(rows.get(pathOf('glibc-2.39'))?.referrers.length).toBeGreaterThan(1);
    expect(rows.get(pathOf('nginx-1.27.0'))?.keptBy).toBeUndefined();
    const keeper = keepersOf(facts).get(pathOf('glibc-2.39'));
    expect(keeper?.root).toContain('profile-1-link');
    expect(keeper?.chain.at(-1)).toBe(pathOf('glibc-2.39'));
  });
});

describe('profiles', () => {
  it('tell what a generation added', () => {
    const [profile] = profileModels(machineAfter('nix-build', 'nix-env -i').facts);
    expect(profile?.generations[0]).toMatchObject({ number: 1, current: true, added: ['app-scanner-1.0'] });
    expect(profile?.chain.map(({ role }) => role)).toEqual([
      'in the home directory',
      'profile',
      'generation',
      'user environment in the store',
    ]);
  });
});

describe('a collection at a step', () => {
  const { events } = machineAfter('nix-build', 'nix-env -i', 'nix-collect-garbage');
  const trace = traceOf(events[2] as WorldEvent[]);
  it('marks what the roots reach and deletes the rest, forwards and backwards', () => {
    const end = gcModel(trace, stepCount(trace));
    const nginx = end.rows.find(({ label }) => label === 'nginx-1.27.0');
    expect(nginx?.state).toBe('deleted');
    expect(end.rows.find(({ label }) => label === 'glibc-2.39')?.state).toBe('alive');
    expect(end.freed).toBe(end.total);
    expect(gcModel(trace, 0)).toMatchObject({
      phase: 'idle',
      alive: 0,
      deleted: 0,
      freed: 0,
      total: end.total,
    });
  });
  it('explains every step', () => {
    for (const event of trace.events) expect(explain(event, trace.names)).toMatch(/\.$/);
  });
});

describe('names', () => {
  it.each([
    ['openssl-3.3.1', 'openssl'],
    ['app-scanner-1.0', 'app-scanner'],
    ['libxml2-2.13.3', 'libxml2'],
    ['glibc', 'glibc'],
  ])('the package of %s is %s', (name, expected) => {
    expect(packageName(name)).toBe(expected);
  });
});
