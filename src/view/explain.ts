// Why each step happened: one sentence for every event, in plain English.
//
// These sentences are shown beside the step, announced to screen readers and written into transcripts; they name
// packages and numbers of the very event and never say more than the event knows.
import type { WorldEvent } from '../engine/world/index.ts';
import { formatSize, type Names, pathParts } from './names.ts';

export function explain(event: WorldEvent, names: Names): string {
  switch (event.kind) {
    case 'instantiate':
      return event.inputs.length === 0
        ? `Evaluation wrote the derivation of ${names(event.drv)}. It needs no other derivation.`
        : `Evaluation wrote the derivation of ${names(event.drv)}, which needs ${list(event.inputs.map(names))}.`;
    case 'store-add':
      return `${nameWithKind(event.path, names)} joined the store: ${formatSize(event.narSize)}, ${count(event.references.length, 'reference')}.`;
    case 'dfs-enter':
      return event.stack.length <= 1
        ? `The search for cycles starts at ${names(event.drv)}.`
        : `The search goes down from ${names(event.stack.at(-2) ?? '')} to ${names(event.drv)}; it is not on the stack yet, so there is no cycle so far.`;
    case 'dfs-leave':
      return `Everything ${names(event.drv)} needs has been visited without meeting it again: it leaves the stack.`;
    case 'dfs-cycle':
      return `${names(event.cycle[0] ?? '')} is still on the stack: ${event.cycle.map(names).join(' → ')} is a cycle, and a cycle can never be built.`;
    case 'plan-valid':
      return `${names(event.drv)} needs no build: its ${event.outputs.length === 1 ? 'output is' : 'outputs are'} in the store already.`;
    case 'kahn-start':
      return `${count(event.nodes.length, 'derivation')} to build. Each one's in-degree is the number of its inputs that are still missing.`;
    case 'kahn-ready':
      return event.because === undefined
        ? `${names(event.drv)} has in-degree 0: nothing it needs is missing, so it joins the ready queue.`
        : `${names(event.because)} was the last input ${names(event.drv)} waited for: in-degree 0, it joins the ready queue.`;
    case 'kahn-decrement':
      return `${names(event.because)} is built, so ${names(event.drv)} waits for one input fewer: ${
        event.inDegree === 0 ? 'none' : event.inDegree
      } left.`;
    case 'build-start':
      return `${names(event.drv)} leaves the queue and runs in slot ${event.slot + 1}. Its sandbox shows it ${count(event.visible.length, 'store path')} and nothing else.`;
    case 'build-log':
      return `${names(event.drv)} says: ${event.line}`;
    case 'build-scan':
      return `The bytes of ${names(event.drv)} were searched for the hashes of ${count(event.candidates, 'path')} it could refer to: ${
        event.found.length === 0
          ? 'none is in there'
          : `${list(event.found.map(names))} ${event.found.length === 1 ? 'is' : 'are'} in there`
      }.`;
    case 'build-register':
      return `${names(event.path)} is valid now: ${formatSize(event.narSize)}, ${count(event.references.length, 'run-time reference')}.`;
    case 'build-done':
      return `${names(event.drv)} is built, and slot ${event.slot + 1} is free.`;
    case 'build-failed':
      return `${names(event.drv)} failed: ${event.reason}`;
    case 'profile-environment':
      return `${count(event.packages.length, 'package')} make up the new user environment: ${list(event.packages.map(names))}.`;
    case 'profile-generation':
      return `Generation ${event.number} is a symlink to that environment. Nobody uses it yet.`;
    case 'profile-switch':
      return event.from === undefined
        ? `One rename makes ${lastPart(event.to)} the profile.`
        : `One rename turns the profile from ${lastPart(event.from)} to ${lastPart(event.to)}: before it everything is old, after it everything is new.`;
    case 'profile-delete':
      return `Generation ${event.number} is gone; what only it kept is garbage now.`;
    case 'gc-phase':
      return {
        roots: 'First the collector looks for roots: the links people and profiles keep into the store.',
        mark: 'Now it marks: everything a root reaches stays alive.',
        sweep: 'Now it sweeps: whatever carries no mark is deleted.',
      }[event.phase];
    case 'gc-root':
      return `${event.link} is a root; it points at ${names(event.target)}.`;
    case 'gc-mark':
      if (event.by === 'root')
        return `${names(event.path)} is alive: the root ${event.because} points at it.`;
      return event.path.endsWith('.drv') && !event.because.endsWith('.drv')
        ? `The derivation ${pathParts(event.path)?.name ?? event.path} is alive: it built ${names(event.because)}, and Nix keeps derivations of what it keeps.`
        : `${nameWithKind(event.path, names)} is alive: ${nameWithKind(event.because, names)} refers to it.`;
    case 'gc-delete':
      return `No mark on ${nameWithKind(event.path, names)}: deleted, ${formatSize(event.bytes)} freed, ${formatSize(event.freed)} so far.`;
    case 'gc-done':
      return `${count(event.deleted, 'store path')} deleted, ${formatSize(event.freed)} freed.`;
  }
}

/** `git-2.46.0.drv` for a derivation, the short name for the rest. */
function nameWithKind(path: string, names: Names): string {
  return path.endsWith('.drv') ? `${names(path)}.drv` : names(path);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function list(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  if (words.length > 6) return `${words.slice(0, 5).join(', ')} and ${words.length - 5} more`;
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
