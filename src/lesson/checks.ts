// Whether a step is solved: conditions on the machine's real state, each told as expected against actual.
//
// Never on spelling: packages are found by name whatever their version and hash, files by what they list.
import { packageName } from '../engine/base/index.ts';
import type { Facts, StoreFact, WorldEvent } from '../engine/world/index.ts';
import type { AnswerSource, Check, Step } from './schema.ts';

/** What checks look at. All text is host text. */
export interface LessonWorld {
  readonly facts: Facts;
  /** The files that `filesOf` names; undefined when there is none of that name. */
  readonly files: Readonly<Record<string, string | undefined>>;
}

export interface CheckResult {
  readonly met: boolean;
  /** One sentence. */
  readonly expected: string;
  /** What is there instead; empty when the condition is met. */
  readonly actual: string;
}

/** The files a step's checks read, as absolute paths. */
export function filesOf(step: Step): readonly string[] {
  return step.checks.flatMap((check) => (check.kind === 'file-lists' ? [check.file] : []));
}

export function evaluateCheck(check: Check, world: LessonWorld): CheckResult {
  const store = world.facts.store;
  switch (check.kind) {
    case 'derivations': {
      const missing = check.packages.filter((name) => derivationsOf(store, name).length === 0);
      return result(
        missing,
        `The store holds a derivation of ${listed(check.packages)}.`,
        'has no derivation',
      );
    }
    case 'derivation-count': {
      const count = derivationsOf(store, check.package).length;
      const { atLeast = 0, atMost = Infinity } = check;
      const wanted = atMost === Infinity ? `at least ${atLeast}` : `at most ${atMost}`;
      return {
        met: count >= atLeast && count <= atMost,
        expected: `${check.package} has ${wanted} ${wanted.endsWith(' 1') ? 'derivation' : 'derivations'}.`,
        actual: count >= atLeast && count <= atMost ? '' : `It has ${count}.`,
      };
    }
    case 'built': {
      const missing = check.packages.filter((name) => outputsOf(store, name).length === 0);
      return result(missing, `The outputs of ${listed(check.packages)} are in the store.`, 'is not built');
    }
    case 'collected': {
      const left = check.packages.filter((name) => outputsOf(store, name).length > 0);
      return result(
        left,
        `No output of ${listed(check.packages)} is in the store any more.`,
        'is still there',
      );
    }
    case 'installed': {
      const current = world.facts.profiles.flatMap(({ generations }) =>
        generations.filter((one) => one.current),
      );
      const names = new Set(
        current.flatMap(({ packages }) => packages.map((path) => packageName(nameOf(path)))),
      );
      const missing = check.packages.filter((name) => !names.has(name));
      return result(
        missing,
        `The current generation of your profile holds ${listed(check.packages)}.`,
        'is not in it',
      );
    }
    case 'file-lists':
      return fileLists(check, world);
  }
}

function fileLists(check: Extract<Check, { kind: 'file-lists' }>, world: LessonWorld): CheckResult {
  const short = check.file.slice(check.file.lastIndexOf('/') + 1);
  const expected =
    check.what === 'inputs'
      ? `${short} lists the derivations that the derivation of ${check.package} needs.`
      : `${short} lists the run-time closure of ${check.package}.`;
  const text = world.files[check.file];
  if (text === undefined) return { met: false, expected, actual: `There is no file ${short} in your home.` };
  const found = new Set(text.match(/\/nix\/store\/[0-9a-z]{32}-[A-Za-z0-9+._?=-]+/g) ?? []);
  const store = world.facts.store;
  const candidates =
    check.what === 'inputs'
      ? derivationsOf(store, check.package).map((fact) =>
          (fact.derivation?.inputDrvs ?? []).map(({ path }) => path),
        )
      : outputsOf(store, check.package).map((fact) => closureOf(store, fact.path));
  if (candidates.length === 0)
    return { met: false, expected, actual: `${check.package} is not there to be asked about.` };
  const met = candidates.some(
    (paths) =>
      paths.every((path) => found.has(path)) && (check.what === 'inputs' || found.size === paths.length),
  );
  const lines = found.size === 1 ? '1 store path' : `${found.size} store paths`;
  return { met, expected, actual: met ? '' : `It lists ${lines}, but not those.` };
}

/**
 * The right choices of a prediction, from what the engine did (`events`) and holds; undefined when that has not
 * happened yet.
 */
export function answerOf(
  source: AnswerSource,
  events: readonly WorldEvent[],
  facts: Facts,
): ReadonlySet<string> | undefined {
  switch (source.kind) {
    case 'ready-after': {
      const ready = events.flatMap((event) =>
        event.kind === 'kahn-ready' &&
        event.because !== undefined &&
        drvPackage(event.because) === source.package
          ? [drvPackage(event.drv)]
          : [],
      );
      return ready.length === 0 ? undefined : new Set(ready);
    }
    case 'new-derivations': {
      if (!events.some(({ kind }) => kind === 'instantiate')) return undefined;
      const counts = new Map<string, number>();
      for (const fact of facts.store)
        if (fact.kind === 'derivation')
          counts.set(drvPackage(fact.path), (counts.get(drvPackage(fact.path)) ?? 0) + 1);
      const several = [...counts].filter(([, count]) => count > 1).map(([name]) => name);
      return several.length === 0 ? undefined : new Set(several);
    }
    case 'deleted': {
      if (!events.some(({ kind }) => kind === 'gc-done')) return undefined;
      return new Set(
        events.flatMap((event) =>
          event.kind === 'gc-delete' && !event.path.endsWith('.drv') ? [packageName(nameOf(event.path))] : [],
        ),
      );
    }
  }
}

/** Right when exactly the right ones among the choices were picked. */
export function gradePrediction(
  choices: readonly string[],
  picked: ReadonlySet<string>,
  answer: ReadonlySet<string>,
): boolean {
  return choices.every((choice) => picked.has(choice) === answer.has(choice));
}

function result(missing: readonly string[], expected: string, lacks: string): CheckResult {
  const actual =
    missing.length === 0 ? '' : `${listed(missing)} ${missing.length === 1 ? lacks : plural(lacks)}.`;
  return { met: missing.length === 0, expected, actual };
}

function plural(lacks: string): string {
  return lacks.replace(/^has /, 'have ').replace(/^is /, 'are ');
}

function listed(names: readonly string[]): string {
  if (names.length > 5) return `all ${names.length} packages (${names.join(', ')})`;
  return names.length <= 1
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

function nameOf(path: string): string {
  return path.replace(/^\/nix\/store\/[0-9a-z]{32}-/, '');
}

function drvPackage(path: string): string {
  return packageName(nameOf(path).replace(/\.drv$/, ''));
}

function derivationsOf(store: readonly StoreFact[], name: string): readonly StoreFact[] {
  return store.filter((fact) => fact.kind === 'derivation' && drvPackage(fact.path) === name);
}

function outputsOf(store: readonly StoreFact[], name: string): readonly StoreFact[] {
  return store.filter((fact) => fact.kind === 'output' && packageName(nameOf(fact.path)) === name);
}

function closureOf(store: readonly StoreFact[], start: string): readonly string[] {
  const references = new Map(store.map((fact) => [fact.path, fact.references]));
  const seen = new Set([start]);
  for (const path of seen) for (const next of references.get(path) ?? []) seen.add(next);
  return [...seen];
}
