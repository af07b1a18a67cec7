// The keys that `genericClosure` has met, in Nix's order of values.
//
// Invariant: keys are compared with one another exactly as a red-black tree would have it, because a comparison may fail
// and the error names what was compared. As long as all keys are strings, or all are integers, none can fail and a
// hash table does.
// Source of the tree's rules: Cormen, Leiserson, Rivest, "Introduction to Algorithms", chapter 13.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import { less, lessNow } from '../eval/arithmetic.ts';
import type { Task } from '../eval/request.ts';
import { showForError } from '../value/show.ts';
import type { Slot, Value } from '../value/value.ts';

interface Node {
  readonly key: Value;
  /** What the key belongs to. */
  readonly element: Slot;
  red: boolean;
  parent: Node | undefined;
  left: Node | undefined;
  right: Node | undefined;
}

type Side = 'left' | 'right';
const opposite = (side: Side): Side => (side === 'left' ? 'right' : 'left');
const shown = (slot: Slot) => new Verbatim(showForError(slot));

export class KeySet {
  readonly #plain = new Map<Value, Slot>();
  #type: 'string' | 'number' | undefined;
  #root: Node | undefined;

  constructor(readonly order: (name: ByteString) => number) {}

  /** Adds a key like all those before it; whether it was new, or undefined when that needs a comparison. */
  addPlain(key: Value, element: Slot): boolean | undefined {
    const type = typeof key;
    if (this.#root !== undefined || (type !== 'string' && type !== 'number')) return undefined;
    this.#type ??= type;
    if (this.#type !== type) return undefined;
    if (this.#plain.has(key)) return false;
    this.#plain.set(key, element);
    return true;
  }

  /** Adds any key; whether it was new. Throws what comparing it throws, with the elements compared in its trace. */
  *add(key: Value, element: Slot): Task<boolean> {
    for (const [known, knownElement] of this.#plain) yield* this.#insert(known, knownElement);
    this.#plain.clear();
    try {
      return yield* this.#insert(key, element);
    } catch (error) {
      if (error instanceof EvalError) yield* this.#explain(error, key, element);
      throw error;
    }
  }

  *#insert(key: Value, element: Slot): Task<boolean> {
    let parent: Node | undefined;
    let side: Side = 'left';
    for (let at = this.#root; at !== undefined; at = at[side]) {
      parent = at;
      side = (yield* this.#less(key, at.key)) ? 'left' : 'right';
    }
    const before = parent === undefined || side === 'right' ? parent : predecessor(parent);
    if (before !== undefined && !(yield* this.#less(before.key, key))) return false;
    const node: Node = { key, element, red: true, parent, left: undefined, right: undefined };
    if (parent === undefined) this.#root = node;
    else parent[side] = node;
    this.#balance(node);
    return true;
  }

  #balance(added: Node): void {
    let node = added;
    for (let parent = node.parent; parent?.red === true; parent = node.parent) {
      const grandparent = parent.parent;
      if (grandparent === undefined) break;
      const side: Side = parent === grandparent.left ? 'left' : 'right';
      const uncle = grandparent[opposite(side)];
      if (uncle?.red === true) {
        parent.red = false;
        uncle.red = false;
        grandparent.red = true;
        node = grandparent;
        continue;
      }
      if (node === parent[opposite(side)]) {
        node = parent;
        this.#rotate(node, side);
      }
      if (node.parent !== undefined) node.parent.red = false;
      grandparent.red = true;
      this.#rotate(grandparent, opposite(side));
    }
    if (this.#root !== undefined) this.#root.red = false;
  }

  /** Lets a node sink to one side; its child on the other side takes its place. */
  #rotate(node: Node, side: Side): void {
    const child = node[opposite(side)];
    if (child === undefined) return;
    const inner = child[side];
    node[opposite(side)] = inner;
    if (inner !== undefined) inner.parent = node;
    child.parent = node.parent;
    if (node.parent === undefined) this.#root = child;
    else node.parent[node === node.parent.left ? 'left' : 'right'] = child;
    child[side] = node;
    node.parent = child;
  }

  /** Says which elements could not be compared. */
  *#explain(error: EvalError, key: Value, element: Slot): Task<void> {
    let at = this.#root;
    while (at?.left !== undefined) at = at.left;
    for (; at !== undefined; at = successor(at))
      try {
        yield* this.#less(key, at.key);
      } catch {
        error.trace(0, hint`with element ${shown(at.element)}`);
        error.trace(0, hint`while comparing element ${shown(element)}`);
        return;
      }
    error.trace(0, hint`while checking key of element ${shown(element)}`);
  }

  *#less(a: Value, b: Value): Task<boolean> {
    return lessNow(a, b) ?? ((yield less(a, b, '', this.order)) as boolean);
  }
}

/** The next node on one side, in order. */
function neighbour(node: Node, side: Side): Node | undefined {
  let at = node[side];
  if (at !== undefined) {
    for (let next = at[opposite(side)]; next !== undefined; next = at[opposite(side)]) at = next;
    return at;
  }
  let from = node;
  at = node.parent;
  while (at !== undefined && from === at[side]) {
    from = at;
    at = at.parent;
  }
  return at;
}

const predecessor = (node: Node) => neighbour(node, 'left');
const successor = (node: Node) => neighbour(node, 'right');
