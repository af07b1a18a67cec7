// What a lesson is made of, once it is read: text as a small tree, steps, checks, predictions, solutions.
//
// Invariant: ids are stable names that progress hangs on; the order of steps may change without losing any.

/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly content: readonly Inline[] }
  | { readonly kind: 'emphasis'; readonly content: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly content: readonly Inline[] };

export type Block =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'heading'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  /** `run`: a command that a button may type. */
  | { readonly kind: 'code'; readonly language: string; readonly run: boolean; readonly text: string };

/**
 * A condition on the machine's state. A package is named without its version (`openssl`), so that other versions,
 * hashes and spellings meet it as well.
 */
export type Check =
  /** Every package has a derivation in the store. */
  | { readonly kind: 'derivations'; readonly packages: readonly string[] }
  /** A package has this many derivations at least, or at most. */
  | {
      readonly kind: 'derivation-count';
      readonly package: string;
      readonly atLeast?: number;
      readonly atMost?: number;
    }
  /** Every package has a valid output. */
  | { readonly kind: 'built'; readonly packages: readonly string[] }
  /** No output of these packages is in the store. */
  | { readonly kind: 'collected'; readonly packages: readonly string[] }
  /** The current generation of a profile holds these packages. */
  | { readonly kind: 'installed'; readonly packages: readonly string[] }
  /** A file lists the inputs of a package's derivation, or the run-time closure of its output. */
  | {
      readonly kind: 'file-lists';
      readonly file: string;
      readonly what: 'inputs' | 'closure';
      readonly package: string;
    };

/** Where the right answer to a prediction comes from: what the engine did, or what it holds. */
export type AnswerSource =
  /** The packages that joined the ready queue because this one was built. */
  | { readonly kind: 'ready-after'; readonly package: string }
  /** The packages that have more than one derivation. */
  | { readonly kind: 'new-derivations' }
  /** The packages whose outputs the collector deleted. */
  | { readonly kind: 'deleted' };

export interface Prediction {
  readonly id: string;
  readonly question: string;
  /** Package names; any number of them may be right. */
  readonly choices: readonly string[];
  readonly answer: AnswerSource;
  /** Said once it is graded. */
  readonly after: string;
}

export type SolutionAction =
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'edit'; readonly file: string; readonly find: string; readonly replace: string };

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly body: readonly Block[];
  readonly hints: readonly (readonly Block[])[];
  readonly prediction?: Prediction;
  readonly checks: readonly Check[];
  readonly solution: readonly SolutionAction[];
  /** Shown when the step is solved. */
  readonly done: readonly Block[];
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** About how long it takes. */
  readonly minutes: number;
  readonly intro: readonly Block[];
  readonly steps: readonly Step[];
}
