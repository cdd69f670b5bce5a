import type { Known } from '../threads.ts';
import type { ThreadKeys } from './keys.ts';
import type { Node } from './node.ts';
import type { Grant } from './replies.ts';

/** The notes that holders leave for the next one, sealed under names that tell nothing. */
export class NoteBook {
  readonly #node: Node;
  readonly #keys: ThreadKeys;

  constructor(node: Node, keys: ThreadKeys) {
    this.#node = node;
    this.#keys = keys;
  }

  nameOf(object: string): string {
    return this.#node.seal.name('note', object);
  }

  /** A note about an object, to be stored under its name. */
  sealObject(object: string, text: string): Buffer {
    return this.#node.seal.close(this.#keys.notes, JSON.stringify([object, text]));
  }

  sealThread(text: string): Buffer {
    return this.#node.seal.close(this.#keys.thread, text);
  }

  /** What the holders before have noted. */
  read({ note, notes }: Pick<Grant, 'note' | 'notes'>): Known {
    const objects = new Map<string, string>();
    for (const [name, sealed] of notes) {
      const text = this.#node.open(this.#keys.notes, sealed);
      const [object = '', value = ''] = text === undefined ? [] : (JSON.parse(text) as [string, string]);
      if (object !== '' && this.nameOf(object) === name) objects.set(object, value);
    }
    return { objects, thread: note === null ? undefined : this.#node.open(this.#keys.thread, note) };
  }
}
