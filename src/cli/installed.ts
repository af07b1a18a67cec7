// What is installed in a profile: the manifest of its user environment, read back by evaluating it.
import type { ByteString } from '../engine/base/index.ts';
import type { Task as EvalTask } from '../engine/lang/index.ts';
import { findPackages, type Package } from '../engine/nix/index.ts';
import type { Task } from '../engine/os/index.ts';
import {
  addUserEnvironment,
  createGeneration,
  switchLink,
  type InstalledPackage,
} from '../engine/profile/index.ts';
import type { Evaluation } from './evaluation.ts';
import { profileAccess } from './profiles.ts';
import { realise } from './realise.ts';

/** A package found by evaluation, as a user environment keeps it. */
export function* installedPackage(element: Package): EvalTask<InstalledPackage> {
  return {
    name: element.name,
    system: yield* element.system(),
    outPath: yield* element.outPath(),
    outputs: yield* element.outputs(),
    meta: yield* element.meta(),
  };
}

/** The packages of a profile; none when it does not exist yet. */
export function* readInstalled(evaluation: Evaluation, profile: ByteString): Task<InstalledPackage[]> {
  const manifest = `${profile}/manifest.nix`;
  if (!evaluation.context.process.files.exists(manifest)) return [];
  return yield* evaluation.run(
    (function* (): EvalTask<InstalledPackage[]> {
      const installed: InstalledPackage[] = [];
      const root = yield* evaluation.evaluator.evaluateFile(manifest);
      for (const element of yield* findPackages(root, new Map(), false))
        installed.push(yield* installedPackage(element));
      return installed;
    })(),
  );
}

/** Builds the user environment of some packages and switches the profile to it: a new generation. */
export function* switchTo(
  evaluation: Evaluation,
  profile: ByteString,
  packages: readonly InstalledPackage[],
): Task<void> {
  const { context } = evaluation;
  const { drv, output } = addUserEnvironment(context.store, packages);
  yield* realise(context, [drv], { silentPlan: true });
  context.world.tell({
    kind: 'profile-environment',
    path: output,
    packages: packages.flatMap(({ outputs }) => outputs.map(({ path }) => path)),
  });
  const access = profileAccess(context);
  switchLink(access, profile, createGeneration(access, profile, output));
}
