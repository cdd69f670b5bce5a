import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EventObject } from '../../datasources/fondo/events.ts';
import { sortableInstant } from '../../datasources/kit/instant.ts';

/** What the ledger looks at in an object of Fondo. */
export interface TrackedObject {
  readonly id?: string;
  readonly clientId?: string;
  readonly createdDate?: string;
  readonly modifiedDate?: string;
  readonly deleted?: boolean;
  readonly deletedDate?: string | null;
  readonly status?: string;
}

/** What is known of an object. */
export interface Known {
  /** Reduced to the members that are compared where the whole object took too much memory. */
  readonly value: TrackedObject;
  readonly isWhole: boolean;
  readonly version: string;
  /** Version before this one, to tell a repeated event of an object without dates. */
  readonly before: string | undefined;
  /** Earlier states of the same moment: a repetition of one is no news. */
  readonly sameMoment?: readonly TrackedObject[];
  readonly deleted: boolean;
  /** Told to be deleted by an event, which shows the object before that: its last version is still to be seen. */
  readonly isLastUnseen: boolean;
  /** False for what was only seen in the first reading: an event of the same version is still news. */
  readonly told: boolean;
}

/** When a change happened, for sorting what arrived on different ways; '' where the object does not say. */
export const momentOf = (value: TrackedObject | null | undefined): string => sortableInstant(value?.modifiedDate ?? '');

export const keyOf = (object: EventObject, value: TrackedObject | null): string | undefined =>
  typeof value?.id === 'string' && value.id !== '' ? `${object}:${value.id}` : undefined;

/** The `modifiedDate`; of an object that has none (payments, allocation plans), a hash of all its members. */
export const versionOf = (value: TrackedObject): string =>
  value.modifiedDate ? sortableInstant(value.modifiedDate) : hash('sha256', JSON.stringify(value), 'base64url');

/**
 * A hash of the members of an object, in whatever order and spelling they came: null is absent, and a date is the moment
 * that it names.
 */
export const contentOf = (value: TrackedObject): string => {
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (member === null || member === undefined) return [];
    return [[name, (typeof member === 'string' && sortableInstant(member)) || member] as const];
  });
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify(members), 'base64url');
};

/**
 * Whether an object has all members that are shown, with the same content, however that is written: null is absent, and a
 * date is the moment that it names.
 */
function agrees(shown: object, known: object): boolean {
  const members = known as Readonly<Record<string, unknown>>;
  return Object.entries(shown).every(([name, value]) => isSame(name, value ?? undefined, members[name] ?? undefined));
}

const isSame = (name: string, one: unknown, other: unknown): boolean =>
  name.endsWith('Date') && typeof one === 'string' && typeof other === 'string'
    ? sortableInstant(one) === sortableInstant(other)
    : isDeepStrictEqual(one, other);

/** Whether an event that shows an object like this is news, by what is known of the object. */
export function isNews(known: Known, current: TrackedObject, previous: TrackedObject | null): boolean {
  const version = versionOf(current);
  if (!known.told && version === known.version) return true;
  if (current.modifiedDate && known.value.modifiedDate) {
    if (version > known.version) return true;
    // Several changes may carry one moment, and a clock may be set back: what follows the state that was last published
    // is news whatever its date; without the state before it, another content of the same moment is.
    const differs = known.isWhole && !agrees(current, known.value);
    if (!differs || previous) return differs && previous !== null && agrees(previous, known.value);
    return version === known.version && !known.sameMoment?.some((earlier) => agrees(current, earlier));
  }
  if (current.modifiedDate) return true;
  if (version === known.version) return false;
  const isRepeated = version === known.before && previous !== null && versionOf(previous) !== known.version;
  return !isRepeated;
}
