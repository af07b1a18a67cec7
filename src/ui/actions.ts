// The newcomer's path as buttons. Each types the real command, so pressing it teaches what to type.
import type { Facts } from '../engine/world/index.ts';
import { shortName } from '../view/index.ts';
import type { IconName } from './parts/icons.ts';

export interface Action {
  readonly id: 'evaluate' | 'build' | 'install' | 'rollback' | 'collect';
  readonly label: string;
  readonly icon: IconName;
  readonly command: string;
  readonly hint: string;
  /** False: it would only fail now. */
  readonly possible: boolean;
  /** What a newcomer would press next. */
  readonly suggested: boolean;
}

/** The buttons as they suit the machine's state; undefined: no machine yet. */
export function actionsFor(facts: Facts | undefined): readonly Action[] {
  const kinds = new Set(facts?.store.map(({ kind }) => kind));
  const generations = facts?.profiles.flatMap((profile) => profile.generations) ?? [];
  const current = generations.find((generation) => generation.current);
  const installed = current?.packages.some((path) => shortName(path).startsWith('app-scanner')) === true;
  const older = current !== undefined && generations.some(({ number }) => number < current.number);
  const wanted = installed ? 'nginx' : 'app-scanner';
  const next = !kinds.has('derivation')
    ? 'evaluate'
    : !kinds.has('output')
      ? 'build'
      : generations.length < 2
        ? 'install'
        : undefined;
  const action = (rest: Omit<Action, 'suggested' | 'possible'> & { possible?: boolean }): Action => ({
    possible: true,
    ...rest,
    suggested: rest.id === next,
  });
  return [
    action({
      id: 'evaluate',
      label: 'Evaluate',
      icon: 'evaluate',
      command: 'nix-instantiate',
      hint: 'Turn default.nix into derivations',
    }),
    action({
      id: 'build',
      label: 'Build',
      icon: 'build',
      command: 'nix-build',
      hint: 'Build every package',
    }),
    action({
      id: 'install',
      label: 'Install',
      icon: 'install',
      command: `nix-env -i -f default.nix -A ${wanted}`,
      hint: `Install ${wanted} into your profile`,
    }),
    action({
      id: 'rollback',
      label: 'Roll back',
      icon: 'rollback',
      command: 'nix-env --rollback',
      hint: older
        ? 'Go back to the generation before'
        : 'There is no older generation yet: install something else first',
      possible: older,
    }),
    action({
      id: 'collect',
      label: 'Collect garbage',
      icon: 'collect',
      command: 'rm -f result*; nix-collect-garbage',
      hint: 'Remove the result links, then delete what no root keeps',
    }),
  ];
}
