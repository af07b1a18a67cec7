// find: walks trees and tries an expression on every file. The expression is find-expression.ts's.
//
// A directory's entries come in byte order; GNU find shows them as the disk has them.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError, type Stat } from '../../engine/vfs/index.ts';
import { findFormat } from './find-printf.ts';
import { parseExpression, type Expression, type Node, type Visited } from './find-expression.ts';
import { baseName, directoryName, join, statOf } from './paths.ts';
import { runByName } from './run-program.ts';
import { defineTool, type Call } from './tool.ts';

export const find = defineTool({
  name: 'find',
  summary: 'find files in trees',
  synopsis: '[-H] [-L] [-P] [path...] [expression]',
  *run(call) {
    const words = [...call.operands];
    let follow: 'H' | 'L' | 'P' = 'P';
    while (['-H', '-L', '-P'].includes(words[0])) follow = (words.shift() as string)[1] as 'H' | 'L' | 'P';
    if (words[0] === '--help' || words[0] === '--version') {
      yield* call.print(
        words[0] === '--help'
          ? 'Usage: find [-H] [-L] [-P] [path...] [expression]\n'
          : "find (Nixarium's own)\n",
      );
      return 0;
    }
    const start = words.findIndex((word) => /^(-.|[!(,]$)/.test(word));
    const paths = words.slice(0, start < 0 ? words.length : start);
    const rest = start < 0 ? [] : words.slice(start);
    const expression = parseExpression(call, rest);
    const walk = new Walk(call, expression, follow);
    for (const path of paths.length === 0 ? ['.'] : paths) {
      yield* walk.operand(path);
      if (walk.stopped) break;
    }
    yield* walk.end();
    return call.status;
  },
});

/** How many arguments one `-exec … +` takes. */
const BATCH = 2000;

class Walk {
  stopped = false;
  #pruned = false;
  constructor(
    private readonly call: Call,
    private readonly expression: Expression,
    private readonly follow: 'H' | 'L' | 'P',
  ) {}

  *operand(path: ByteString): Task<void> {
    yield* this.#visit(path, baseName(path), 0, path, []);
  }

  *end(): Task<void> {
    for (const node of this.expression.many) yield* this.#runMany(node);
  }

  *#visit(
    path: ByteString,
    name: ByteString,
    depth: number,
    operand: ByteString,
    above: readonly number[],
  ): Task<void> {
    const { call, expression } = this;
    if (depth > expression.maxdepth || this.stopped) return;
    const stat = yield* this.#stat(path, depth);
    if (stat === undefined) return;
    yield 'tick';
    const file: Visited = { path, name, stat, depth, operand };
    const tried = depth >= expression.mindepth;
    this.#pruned = false;
    if (!expression.depthFirst && tried) yield* this.#try(file);
    const descend =
      stat.kind === 'directory' && !(this.#pruned && !expression.depthFirst) && depth < expression.maxdepth;
    if (descend && !this.stopped) {
      if (above.includes(stat.ino)) {
        yield* call.complain(
          `File system loop detected; ${call.quote(path)} is part of the same file system loop.`,
        );
        return;
      }
      const entries = yield* call.attempt(call.quote(path), () => call.files.readDir(path));
      for (const entry of entries ?? [])
        yield* this.#visit(join(path, entry.name), entry.name, depth + 1, operand, [...above, stat.ino]);
    }
    if (expression.depthFirst && tried && !this.stopped) yield* this.#try(file);
  }

  *#stat(path: ByteString, depth: number): Task<Stat | undefined> {
    const { call } = this;
    const follow = this.follow === 'L' || (this.follow === 'H' && depth === 0);
    const target = follow ? statOf(call.files, path) : undefined;
    return target ?? (yield* call.attempt(call.quote(path), () => call.files.lstat(path)));
  }

  *#try(file: Visited): Task<void> {
    const holds = yield* this.#holds(this.expression.node, file);
    if (holds && !this.expression.acts) yield* this.call.print(`${file.path}\n`);
  }

  *#holds(node: Node, file: Visited): Task<boolean> {
    const { call } = this;
    switch (node.kind) {
      case 'and':
        return (
          (yield* this.#holds(node.left, file)) && !this.stopped && (yield* this.#holds(node.right, file))
        );
      case 'or':
        return (
          (yield* this.#holds(node.left, file)) || (!this.stopped && (yield* this.#holds(node.right, file)))
        );
      case 'list':
        yield* this.#holds(node.left, file);
        return !this.stopped && (yield* this.#holds(node.right, file));
      case 'not':
        return !(yield* this.#holds(node.node, file));
      case 'test':
        return node.test(file);
      case 'print':
        yield* call.print(`${file.path}\n`);
        return true;
      case 'print0':
        yield* call.print(`${file.path}\0`);
        return true;
      case 'printf':
        yield* call.print(findFormat(call, node.format, file));
        return true;
      case 'ls':
        yield* call.print(findFormat(call, '%9i %6k %M %3n %-8u %-8g %8s %TMONTH %p%ARROW\n', file));
        return true;
      case 'prune':
        this.#pruned = true;
        return true;
      case 'quit':
        this.stopped = true;
        return true;
      case 'delete':
        return yield* this.#delete(file);
      case 'exec':
        return yield* this.#run(node, file);
      case 'exec-many':
        node.gathered.push(file.path);
        if (node.gathered.length >= BATCH) yield* this.#runMany(node);
        return true;
    }
  }

  *#delete(file: Visited): Task<boolean> {
    const { call } = this;
    if (file.path === '.' || file.path === '..') return true;
    const done = yield* call.attempt(`cannot delete ${call.quote(file.path)}`, () => {
      if (file.stat.kind === 'directory') call.files.rmdir(file.path);
      else call.files.unlink(file.path);
      return true;
    });
    return done ?? false;
  }

  *#run(node: Extract<Node, { kind: 'exec' }>, file: Visited): Task<boolean> {
    const { call } = this;
    yield* call.out.flush();
    const shown = node.inDirectory ? `./${file.name}` : file.path;
    const argv = node.argv.map((word) => word.split('{}').join(shown));
    try {
      const options = node.inDirectory ? { cwd: directoryName(file.path) } : {};
      return (yield* runByName(call.process, argv, options)) === 0;
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.warn(`${call.quote(argv[0])}: ${error.reason}`);
      return false;
    }
  }

  *#runMany(node: Extract<Node, { kind: 'exec-many' }>): Task<void> {
    const { call } = this;
    const paths = node.gathered.splice(0, node.gathered.length);
    if (paths.length === 0) return;
    yield* call.out.flush();
    try {
      if ((yield* runByName(call.process, [...node.argv, ...paths])) !== 0) call.status = 1;
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.complain(`${call.quote(node.argv[0])}: ${error.reason}`);
    }
  }
}
