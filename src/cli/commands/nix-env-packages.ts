// The operations of `nix-env` that change or list what is installed.
import { NotSimulated, parsePackageName, type ByteString } from '../../engine/base/index.ts';
import { selectPath, type Slot, type Task as EvalTask } from '../../engine/lang/index.ts';
import { findPackages, type Package } from '../../engine/nix/index.ts';
import type { Task } from '../../engine/os/index.ts';
import type { InstalledPackage } from '../../engine/profile/index.ts';
import { isDerivationPath, namePart } from '../../engine/store/index.ts';
import type { Evaluation } from '../evaluation.ts';
import { installedPackage, readInstalled, switchTo } from '../installed.ts';
import { realise } from '../realise.ts';
import { storeArgument } from '../store-argument.ts';
import { CommandError } from '../usage-error.ts';

/** What a package operation works with. */
export interface PackageRequest {
  readonly evaluation: Evaluation;
  readonly profile: ByteString;
  /** `-f`; undefined is the user's default expression. */
  readonly file: ByteString | undefined;
  readonly operands: readonly ByteString[];
  readonly byAttribute: boolean;
  readonly removeAll: boolean;
  readonly preserveInstalled: boolean;
  readonly dryRun: boolean;
}

/** A package to install, and the derivation that has to be built for it. */
interface Chosen {
  readonly element: InstalledPackage;
  readonly drv: ByteString | undefined;
}

export function* install(request: PackageRequest): Task<number> {
  const { evaluation, profile, dryRun } = request;
  const { context } = evaluation;
  const chosen = yield* chosenPackages(request);
  const names = new Set(chosen.map(({ element }) => parsePackageName(element.name).name));
  const kept: InstalledPackage[] = [];
  if (!request.removeAll)
    for (const element of yield* readInstalled(evaluation, profile)) {
      if (request.preserveInstalled || !names.has(parsePackageName(element.name).name)) kept.push(element);
      else yield* context.tell(`replacing old '${element.name}'`);
    }
  for (const { element } of chosen) yield* context.tell(`installing '${element.name}'`);
  if (chosen.length === 0) return 0;
  yield* realise(
    context,
    chosen.flatMap(({ drv }) => (drv === undefined ? [] : [drv])),
    { dryRun },
  );
  if (!dryRun) yield* switchTo(evaluation, profile, [...chosen.map(({ element }) => element), ...kept]);
  return 0;
}

/** The packages that the operands of an installation name. */
function* chosenPackages(request: PackageRequest): Task<Chosen[]> {
  const { evaluation, operands } = request;
  if (operands.length > 0 && operands[0].includes('/'))
    return operands.map((operand) => fromStorePath(evaluation, operand));
  return yield* evaluation.run(
    (function* (): EvalTask<Chosen[]> {
      const chosen: Chosen[] = [];
      for (const element of yield* matching(request))
        chosen.push({ element: yield* installedPackage(element), drv: yield* element.drvPath() });
      return chosen;
    })(),
  );
}

/** The packages an expression offers: by attribute path, or by name. */
function* matching(request: PackageRequest): EvalTask<Package[]> {
  const { evaluation, operands } = request;
  const root = yield* expression(request);
  if (request.byAttribute) {
    const found: Package[] = [];
    for (const path of operands)
      found.push(
        ...(yield* findPackages(
          (yield* selectPath(root, path, evaluation.args)).value,
          evaluation.args,
          true,
        )),
      );
    return found;
  }
  const all = yield* findPackages(root, evaluation.args, true);
  return (operands.length === 0 ? ['*'] : operands).flatMap((selector) => {
    const hits = all.filter(({ name }) => selects(selector, name));
    if (hits.length === 0 && operands.length > 0)
      throw new CommandError(`selector '${selector}' matches no derivations`);
    return newestOfEach(hits);
  });
}

/** Of packages that share a name, the one with the newest version. */
function newestOfEach(packages: readonly Package[]): Package[] {
  const best = new Map<ByteString, Package>();
  for (const element of packages) {
    const { name, version } = parsePackageName(element.name);
    const known = best.get(name);
    if (known !== undefined && version !== parsePackageName(known.name).version)
      throw new NotSimulated(`nix-env --install of '${name}' in several versions`);
    if (known === undefined) best.set(name, element);
  }
  return [...best.values()];
}

/** Whether a selector (`git`, `git-2.46.0`, `.*`) means a package. */
export function selects(selector: ByteString, packageName: ByteString): boolean {
  if (selector === '*') return true;
  const wanted = parsePackageName(selector);
  const { name, version } = parsePackageName(packageName);
  if (!/^[A-Za-z0-9_.+-]*$/.test(wanted.name))
    throw new NotSimulated(`the regular expression '${wanted.name}' as a selector`);
  return wanted.name === name && (wanted.version === '' || wanted.version === version);
}

/** The expression that packages are chosen from. */
function* expression({ evaluation, file }: PackageRequest): EvalTask<Slot> {
  if (file !== undefined) return yield* evaluation.file(file);
  const { files } = evaluation.context.process;
  const directory = `${evaluation.context.home}/.nix-defexpr`;
  const entries = files
    .readDir(directory)
    .filter(
      ({ name }) => !name.startsWith('.') && name !== 'manifest.nix' && files.exists(`${directory}/${name}`),
    );
  if (entries.length > 0) throw new NotSimulated('packages from ~/.nix-defexpr', 'name a file with -f');
  return yield* evaluation.text('{ }');
}

function fromStorePath(evaluation: Evaluation, operand: ByteString): Chosen {
  const { store } = evaluation.context;
  const path = storeArgument(evaluation.context, operand);
  const outPath = isDerivationPath(path) ? (store.derivation(path).outputs.get('out')?.path ?? path) : path;
  const element = {
    name: namePart(path),
    system: '',
    outPath,
    outputs: [{ name: 'out', path: outPath }],
    meta: new Map(),
  };
  return { element, drv: isDerivationPath(path) ? path : undefined };
}

export function* uninstall({ evaluation, profile, operands, dryRun }: PackageRequest): Task<number> {
  const { context } = evaluation;
  let kept = yield* readInstalled(evaluation, profile);
  for (const selector of operands) {
    const goes = (element: InstalledPackage) =>
      selector.includes('/')
        ? element.outPath === storeArgument(context, selector)
        : selects(selector, element.name);
    const gone = kept.filter(goes);
    if (gone.length === 0) yield* context.warn(`selector '${selector}' matched no installed derivations`);
    for (const { name } of gone) yield* context.tell(`uninstalling '${name}'`);
    kept = kept.filter((element) => !goes(element));
  }
  if (!dryRun) yield* switchTo(evaluation, profile, kept);
  return 0;
}

export interface QueryRequest extends PackageRequest {
  readonly available: boolean;
  readonly outPath: boolean;
  readonly attrPath: boolean;
  readonly noName: boolean;
}

/** `--query`: what is installed, or with `--available` what could be; sorted by name, in columns. */
export function* query(request: QueryRequest): Task<number> {
  const rows = request.available ? yield* availableRows(request) : yield* installedRows(request);
  const chosen = selectRows(rows, request.operands);
  chosen.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const cells = chosen.map((row) => [
    ...(request.attrPath ? [row.attrPath] : []),
    ...(request.noName ? [] : [row.name]),
    ...(request.outPath ? [row.outPath] : []),
  ]);
  for (const line of columns(cells)) yield* request.evaluation.context.print(line);
  return 0;
}

interface Row {
  readonly name: ByteString;
  readonly attrPath: ByteString;
  /** `dev=/nix/store/…;/nix/store/…`: the default output without its name. */
  readonly outPath: ByteString;
}

function* installedRows({ evaluation, profile }: QueryRequest): Task<Row[]> {
  const installed = yield* readInstalled(evaluation, profile);
  return installed.map(({ name, outputs }) => ({ name, attrPath: '-', outPath: showOutputs(outputs) }));
}

function* availableRows(request: QueryRequest): Task<Row[]> {
  const { evaluation } = request;
  return yield* evaluation.run(
    (function* (): EvalTask<Row[]> {
      const rows: Row[] = [];
      for (const element of yield* findPackages(yield* expression(request), evaluation.args, true))
        rows.push({
          name: element.name,
          attrPath: element.attrPath,
          outPath: request.outPath ? showOutputs(yield* element.outputs()) : '',
        });
      return rows;
    })(),
  );
}

function selectRows(rows: readonly Row[], selectors: readonly ByteString[]): Row[] {
  if (selectors.length === 0) return [...rows];
  return selectors.flatMap((selector) => {
    const hits = rows.filter(({ name }) => selects(selector, name));
    if (hits.length === 0) throw new CommandError(`selector '${selector}' matches no derivations`);
    return hits;
  });
}

function showOutputs(outputs: InstalledPackage['outputs']): ByteString {
  return outputs.map(({ name, path }) => (name === 'out' ? path : `${name}=${path}`)).join(';');
}

/** Cells in columns, two spaces apart. */
function columns(rows: readonly (readonly ByteString[])[]): ByteString[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] + 2))).join(''),
  );
}
