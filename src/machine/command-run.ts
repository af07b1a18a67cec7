// One command on its way: its kernel, what it prints, and what is typed meanwhile.
//
// Invariant: whatever comes from outside is written down with the step at which it came, so that the same command on the
// same world, given the same again, does the same again.
import { toBytes, type ByteString } from '../engine/base/index.ts';
import {
  SIGNAL_NUMBERS,
  type ChildProcess,
  type Completion,
  type Exit,
  type Kernel,
} from '../engine/os/index.ts';
import type { Typed } from '../engine/world/index.ts';
import type { Reading, Run } from './machine-interface.ts';

export class CommandRun implements Run {
  readonly typed: Typed[] = [];
  #isDone = false;

  constructor(
    readonly kernel: Kernel,
    readonly child: ChildProcess,
    /** Called once, when it is done or has thrown. */
    readonly finish: () => void,
  ) {}

  resume(fuel: number, pause?: () => boolean): 'more' | 'blocked' | 'done' {
    if (this.#isDone) return 'done';
    let result: 'more' | 'blocked' | 'done';
    try {
      result = this.kernel.run(fuel, pause);
    } catch (error) {
      this.#end();
      throw error;
    }
    // Whoever started the command has its answer when bash has ended; what it left in the background ends with it.
    if (result !== 'done' && this.child.exit !== undefined) {
      this.kernel.endAll();
      result = 'done';
    }
    if (result === 'done') this.#end();
    return result;
  }

  #end(): void {
    this.#isDone = true;
    this.finish();
  }

  /** The status a shell shows for how it ended. */
  get status(): number {
    const exit: Exit | undefined = this.child.exit;
    if (exit === undefined) return 1;
    return 'status' in exit ? exit.status : 128 + SIGNAL_NUMBERS[exit.signal];
  }

  get reading(): Reading | undefined {
    const request = this.kernel.terminal.reading;
    return request === undefined ? undefined : { prompt: request.prompt, history: request.history };
  }

  interrupt(): void {
    this.#write({ step: this.kernel.steps, kind: 'interrupt' });
  }

  input(text: ByteString): void {
    const step = this.kernel.steps;
    this.#write(text === '' ? { step, kind: 'end' } : { step, kind: 'text', text });
  }

  complete(line: ByteString, cursor: number, answer: (completion: Completion) => void): void {
    this.#write({ step: this.kernel.steps, kind: 'complete', line, cursor }, answer);
  }

  #write(typed: Typed, answer?: (completion: Completion) => void): void {
    this.typed.push(typed);
    this.#take(typed, answer);
  }

  #take(typed: Typed, answer: (completion: Completion) => void = () => undefined): void {
    const { terminal } = this.kernel;
    switch (typed.kind) {
      case 'text':
        return terminal.type(toBytes(typed.text));
      case 'end':
        return terminal.endOfFile();
      case 'interrupt':
        return this.kernel.interrupt();
      case 'complete':
        return terminal.complete(typed.line, typed.cursor, answer);
    }
  }

  /** Runs to the end with what was typed then. */
  replay(typed: readonly Typed[]): void {
    for (const one of typed) {
      while (this.kernel.steps < one.step && this.resume(one.step - this.kernel.steps) === 'more');
      this.#write(one);
    }
    while (this.resume(10_000) === 'more');
  }
}
