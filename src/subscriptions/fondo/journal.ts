import type { Notes } from '../../cluster/threads.ts';
import type { EventObject } from '../../datasources/fondo/events.ts';
import { isDated, keyOf, momentOf, versionOf, type Known, type TrackedObject } from './tracked.ts';

/** Objects as they are noted, by their key. */
type Objects = ReadonlyMap<string, string>;

/** What the next holder of a thread has to know of its objects, as texts, and what of it has changed. */
export class Journal {
  #objects = new Map<string, string>();
  #forgotten = new Set<string>();

  note(key: string, known: Known): void {
    this.#forgotten.delete(key);
    this.#objects.set(key, textOf(known));
  }

  /** A payment instruction whose payments are read with every catching up. */
  noteInstruction(id: string): void {
    this.#objects.set(INSTRUCTION + id, '');
  }

  forget(key: string): void {
    this.#objects.delete(key);
    this.#forgotten.add(key);
  }

  /**
   * What has changed since the last call; undefined: nothing.
   * @param always answers also where only the note about the thread may have changed
   */
  take(thread: string, always: boolean): Notes | undefined {
    if (this.#objects.size === 0 && this.#forgotten.size === 0 && !always) return undefined;
    const notes = { objects: this.#objects, forgotten: [...this.#forgotten], thread };
    this.#objects = new Map();
    this.#forgotten.clear();
    return notes;
  }
}

/**
 * Version, version before, flags and status: an object without dates has none to compare. Then what later changes have to be
 * later than, where that is not the version.
 */
type Line = readonly [string, string | null, number, string | null, order?: string];
const DELETED = 1;
const LAST_UNSEEN = 2;
const TOLD = 4;
const DATED = 8;
/** Notes about payment instructions are beside those about objects. */
const INSTRUCTION = 'instruction:';

const textOf = ({ value, version, order, before, deleted, isLastUnseen, told }: Omit<Known, 'serial'>): string => {
  const flags =
    (deleted ? DELETED : 0) | (isLastUnseen ? LAST_UNSEEN : 0) | (told ? TOLD : 0) | (isDated(value) ? DATED : 0);
  const line: Line = [version, before ?? null, flags, value.status ?? null];
  return JSON.stringify(order === (isDated(value) ? version : '') ? line : [...line, order]);
};

/** The objects of a client as another instance has noted them. */
export function* knownOf(objects: Objects, clientId: string): Generator<[key: string, known: Known]> {
  for (const [key, text] of objects) {
    if (!isObject(key)) continue;
    const [version, before, flags, status, order = (flags & DATED) !== 0 ? version : ''] = JSON.parse(text) as Line;
    const deleted = (flags & DELETED) !== 0;
    const value = {
      id: key.slice(key.indexOf(':') + 1),
      clientId,
      deleted,
      ...((flags & DATED) !== 0 && { modifiedDate: version }),
      ...(status !== null && { status }),
    } satisfies TrackedObject;
    const isLastUnseen = (flags & LAST_UNSEEN) !== 0;
    const known = {
      value,
      isWhole: false,
      version,
      order,
      serial: 0,
      before: before ?? undefined,
      deleted,
      isLastUnseen,
    };
    yield [key, { ...known, told: (flags & TOLD) !== 0 }];
  }
}

/** Objects in their present state, to be learned by the holder. */
export const noted = (object: EventObject, values: readonly TrackedObject[]): [key: string, text: string][] =>
  values.flatMap((value) => {
    const key = keyOf(object, value);
    const known = {
      value,
      isWhole: false,
      version: versionOf(value),
      order: momentOf(value),
      before: undefined,
      isLastUnseen: false,
    };
    return key ? [[key, textOf({ ...known, deleted: value.deleted === true, told: false })]] : [];
  });

export const instructionsOf = (objects: Objects): string[] =>
  [...objects.keys()].filter((key) => !isObject(key)).map((key) => key.slice(INSTRUCTION.length));

const isObject = (key: string): key is `${EventObject}:${string}` => !key.startsWith(INSTRUCTION);
