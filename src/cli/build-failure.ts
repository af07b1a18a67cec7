// What Nix says of a build that failed. Source of the words: Nix's `DerivationBuildingGoal`.
import type { ByteString } from '../engine/base/index.ts';
import type { Failure } from '../engine/build/index.ts';
import { BOLD, MAGENTA, PLAIN, RED } from './colours.ts';
import { findLog } from './logs.ts';
import type { NixContext } from './nix-context.ts';

/** The error's text, with colours. */
export function failureText(context: NixContext, { drv, reason }: Failure): ByteString {
  const magenta = (text: ByteString) => `${MAGENTA}${text}${PLAIN}`;
  const because = (what: ByteString) => `Cannot build '${magenta(drv)}'.\nReason: ${RED}${what}${PLAIN}`;
  const outputs = () =>
    [...context.store.derivation(drv).outputs.values()]
      .map(({ path }) => `\n  ${magenta(path)}`)
      .sort()
      .join('');
  switch (reason.kind) {
    case 'builder':
      return `${because(`builder ${reason.how}`)}.\nOutput paths:${outputs()}${logTail(context, drv)}`;
    case 'dependencies': {
      const noun = reason.count === 1 ? 'dependency' : 'dependencies';
      return `${because(`${reason.count} ${noun} failed`)}.\nOutput paths:${outputs()}`;
    }
    case 'platform':
      return (
        `${because('platform mismatch')}\nRequired system: '${magenta(reason.required)}'` +
        `\nCurrent system: '${magenta(reason.current)}'`
      );
    case 'message':
      return reason.text;
  }
}

/** The end of the log, when it has not been shown already. */
function logTail(context: NixContext, drv: ByteString): ByteString {
  if (context.showsBuildLogs) return '';
  const lines = (findLog(context, drv) ?? '').replace(/\n$/, '').split('\n');
  const shown = lines.slice(-context.settings.number('log-lines'));
  if (lines.join('') === '' || shown.length === 0) return '';
  const tail = shown.map((line) => `> ${line}\n`).join('');
  const command = context.settings.hasFeature('nix-command') ? 'nix log' : 'nix-store -l';
  return `\nLast ${shown.length} log lines:\n${tail}For full logs, run:\n  ${BOLD}${command} ${drv}${PLAIN}`;
}
