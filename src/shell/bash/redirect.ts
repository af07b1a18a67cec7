// Redirections: applied from left to right, undone from right to left.
//
// Invariant: until `undo` (or `keep`, for `exec`) the streams that were replaced stay open and unseen by children.
import type { HereDoc, HereString, Redirect, Redirection } from 'unbash';
import { toBytes, type ByteString } from '../../engine/base/index.ts';
import { bytesSource, type Stream, type Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { assign, readElement } from './assignment.ts';
import { ShellError } from './control.ts';
import { expandDocument, expandText, expandWordInto } from './expand.ts';
import type { Shell } from './shell.ts';

/** The descriptors as they were before some redirections. */
export class Redirected {
  readonly #saved: { readonly fd: number; readonly stream: Stream | undefined }[] = [];

  constructor(private readonly shell: Shell) {}

  /** Puts a stream (which brings one reference) at a descriptor; undefined closes it. */
  set(fd: number, stream: Stream | undefined): void {
    const { descriptors } = this.shell.process;
    this.#saved.push({ fd, stream: descriptors.get(fd) });
    if (stream === undefined) descriptors.delete(fd);
    else descriptors.set(fd, stream);
  }

  undo(): void {
    const { descriptors } = this.shell.process;
    for (const { fd, stream } of this.#saved.reverse()) {
      descriptors.get(fd)?.close();
      if (stream === undefined) descriptors.delete(fd);
      else descriptors.set(fd, stream);
    }
    this.#saved.length = 0;
  }

  /** Makes the redirections last: what they replaced is closed. */
  keep(): void {
    for (const { stream } of this.#saved) stream?.close();
    this.#saved.length = 0;
  }
}

/** Applies redirections. Throws ShellError (effect `command`) after undoing what was done. */
export function* applyRedirections(shell: Shell, redirections: readonly Redirection[]): Task<Redirected> {
  const redirected = new Redirected(shell);
  try {
    for (const redirection of redirections) yield* applyOne(shell, redirection, redirected);
  } catch (error) {
    redirected.undo();
    throw error;
  }
  return redirected;
}

function* applyOne(shell: Shell, redirection: Redirection, to: Redirected): Task<void> {
  const { descriptor } = redirection;
  const allocate = descriptor?.type === 'FileDescriptorVariable' ? descriptor.name : undefined;
  const input = redirection.operator.startsWith('<');
  let fd = descriptor?.type === 'FileDescriptor' ? descriptor.value : input ? 0 : 1;
  if (allocate !== undefined) {
    if (redirection.type === 'Redirect' && redirection.target?.text === '-') {
      fd = Number(readElement(shell, { name: allocate, subscript: undefined }) ?? -1);
      shell.process.descriptors.get(fd)?.close();
      shell.process.descriptors.delete(fd);
      return;
    }
    fd = 10;
    while (shell.process.descriptors.has(fd)) fd += 1;
  }
  switch (redirection.type) {
    case 'HereString':
      to.set(fd, yield* hereString(shell, redirection));
      break;
    case 'HereDoc':
      to.set(fd, yield* hereDocument(shell, redirection));
      break;
    case 'Redirect':
      if (allocate !== undefined) {
        const inner = new Redirected(shell);
        yield* redirect(shell, redirection, fd, inner);
        inner.keep();
      } else yield* redirect(shell, redirection, fd, to);
  }
  if (allocate !== undefined) assign(shell, { name: allocate, subscript: undefined }, String(fd));
}

function* hereString(shell: Shell, node: HereString): Task<Stream> {
  return bytesSource(toBytes(`${yield* expandText(shell, node.target?.text ?? '')}\n`));
}

function* hereDocument(shell: Shell, node: HereDoc): Task<Stream> {
  let text = node.body.text;
  if (node.operator === '<<-') text = text.replace(/^\t+/gm, '');
  if (node.delimiter?.quoted !== true) text = yield* expandDocument(shell, text);
  return bytesSource(toBytes(text));
}

function* redirect(shell: Shell, node: Redirect, fd: number, to: Redirected): Task<void> {
  const text = node.target?.text ?? '';
  const words: ByteString[] = [];
  yield* expandWordInto(shell, text, words);
  if (words.length !== 1) throw new ShellError(`${text}: ambiguous redirect`, 'command');
  const [target] = words;
  const { operator } = node;
  if (operator === '<&' || operator === '>&') {
    const match = /^(\d+)?(-)?$/.exec(target);
    if (match !== null && target !== '') {
      duplicate(shell, fd, match[1] === undefined ? undefined : Number(match[1]), match[2] !== undefined, to);
      return;
    }
    if (operator === '>&' && node.descriptor === undefined) {
      both(shell, open(shell, target, '>'), to);
      return;
    }
    throw new ShellError(`${text}: ambiguous redirect`, 'command');
  }
  if (operator === '&>' || operator === '&>>') both(shell, open(shell, target, operator.slice(1)), to);
  else to.set(fd, open(shell, target, operator));
}

function both(_shell: Shell, stream: Stream, to: Redirected): void {
  stream.retain();
  to.set(1, stream);
  to.set(2, stream);
}

function duplicate(shell: Shell, fd: number, from: number | undefined, move: boolean, to: Redirected): void {
  if (from === undefined) {
    to.set(fd, undefined);
    return;
  }
  const stream = shell.process.descriptors.get(from);
  if (stream === undefined) throw new ShellError(`${from}: Bad file descriptor`, 'command');
  if (from === fd) return;
  stream.retain();
  to.set(fd, stream);
  if (move) to.set(from, undefined);
}

function open(shell: Shell, target: ByteString, operator: string): Stream {
  const { process } = shell;
  try {
    switch (operator) {
      case '<':
        return process.open(target, { read: true });
      case '<>':
        return process.open(target, { read: true, write: true, create: true });
      case '>>':
        return process.open(target, { write: true, create: true, append: true });
      default:
        if (operator === '>' && shell.options.has('noclobber') && process.files.exists(target))
          if (process.files.stat(target).kind === 'file')
            throw new ShellError(`${target}: cannot overwrite existing file`, 'command');
        return process.open(target, { write: true, create: true, truncate: true });
    }
  } catch (error) {
    if (error instanceof PosixError) throw new ShellError(`${target}: ${error.reason}`, 'command');
    throw error;
  }
}
