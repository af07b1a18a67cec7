// How control leaves a command early: each way is a class of its own, thrown through the interpreter's generators.
//
// Invariant: none of these ever leaves the process; `run` at the bottom turns each into a status.

/** `exit`, or the end that `set -e` and fatal expansion errors bring. */
export class ExitShell {
  constructor(readonly status: number) {}
}

/** `return` from a function or a sourced file. */
export class Return {
  constructor(readonly status: number) {}
}

/** `break` and `continue`; `levels` counts the loops still to leave. */
export class LoopJump {
  constructor(
    readonly kind: 'break' | 'continue',
    public levels: number,
  ) {}
}

/** An expansion or assignment error: the rest of the current top-level line is thrown away. */
export class Discard {
  constructor(readonly status: number) {}
}

/** A message that must be shown where it arose, and what happens then. */
export class ShellError extends Error {
  constructor(
    message: string,
    /** `discard` the line, `exit` the shell, or only fail the `command` with `status`. */
    readonly effect: 'discard' | 'exit' | 'command' = 'discard',
    readonly status = 1,
  ) {
    super(message);
  }
}
