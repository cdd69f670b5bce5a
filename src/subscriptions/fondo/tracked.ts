import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EventObject } from '../../datasources/fondo/events.ts';
import { millisecondsOf, sortableInstant } from '../../datasources/kit/instant.ts';

/** What the tracker looks at in an object of Fondo. */
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
  /** What is later than this moment is newer: see `orderOf`. */
  readonly order: string;
  /** Number of the change by which it became known. */
  readonly serial: number;
  /** Version before this one, to tell a repeated event of an object without dates. */
  readonly before: string | undefined;
  /** Contents of earlier states of the same moment, or of one that lay ahead: a repetition of one is no news. */
  readonly sameMoment?: readonly string[];
  readonly deleted: boolean;
  /** Told to be deleted by an event, which shows the object before that: its last version is still to be seen. */
  readonly isLastUnseen: boolean;
  /** False for what was only seen in the first reading: an event of the same version is still news. */
  readonly told: boolean;
}

/** What a change adds to what is known of its object. */
export interface Noted {
  readonly deleted: boolean;
  readonly isLastUnseen: boolean;
  readonly told: boolean;
  /** Bytes of the message that reported it. */
  readonly bytes: number | undefined;
}

/** The same without the members that are not compared. */
export function reduced(known: Known): Known {
  const { id, clientId, createdDate, modifiedDate, deleted, deletedDate, status } = known.value;
  const value = { id, clientId, createdDate, modifiedDate, deleted, deletedDate, status } as TrackedObject;
  return { ...known, value, sameMoment: [], isWhole: false };
}

/** When a change happened, for sorting what arrived on different ways; '' where the object does not say. */
export const momentOf = (value: TrackedObject | null | undefined): string => sortableInstant(value?.modifiedDate ?? '');

export const keyOf = (object: EventObject, value: TrackedObject | null): string | undefined =>
  typeof value?.id === 'string' && value.id !== '' ? `${object}:${value.id}` : undefined;

/** Whether it says when it changed: payments and allocation plans do not, nor does a date that is none. */
export const isDated = (value: TrackedObject): boolean => momentOf(value) !== '';

/** The `modifiedDate`; of an object that has none, a hash of all its members. */
export const versionOf = (value: TrackedObject): string =>
  momentOf(value) || hash('sha256', JSON.stringify(value), 'base64url');

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

/** Whether what two readings of an object both show is not the same: a member that one of them lacks says nothing. */
function differs(one: TrackedObject, other: TrackedObject): boolean {
  if ((one.deleted === true) !== (other.deleted === true)) return true;
  const members = other as Readonly<Record<string, unknown>>;
  return Object.entries(one).some(([name, value]) => {
    const known = members[name];
    return value !== undefined && known !== undefined && !isSame(name, value, known);
  });
}

/** How far a date may lie ahead of our clock, which need not show what Fondo's does. */
const TOLERANCE_MS = 120_000;

/** Whether a version lies ahead of this moment. */
const isAhead = (version: string, nowMs: number): boolean => millisecondsOf(version) > nowMs + TOLERANCE_MS;

/** What later changes have to be later than: the version, but not one that lies ahead of the moment of its arrival. */
export function orderOf(value: TrackedObject, last: Known | undefined, nowMs: number): string {
  const moment = momentOf(value);
  if (moment === '') return last?.order ?? '';
  return isAhead(moment, nowMs) ? sortableInstant(new Date(nowMs).toISOString()) : moment;
}

/** Whether a dated object is later than what is known. */
function isLater(version: string, known: Known, nowMs: number): boolean {
  if (version === known.version) return false;
  return version > (isDated(known.value) && isAhead(version, nowMs) ? known.version : known.order);
}

/** Whether an event that shows an object like this is news, by what is known of the object. */
export function isNews(known: Known, current: TrackedObject, previous: TrackedObject | null, nowMs: number): boolean {
  const version = versionOf(current);
  if (!known.told && version === known.version) return true;
  if (isDated(current)) {
    const isRepetition = isAhead(version, nowMs) && known.sameMoment?.includes(contentOf(current));
    if (isLater(version, known, nowMs)) return !isRepetition;
    // Several changes may carry one moment, and a clock may be set back: what follows the state that was last published
    // is news whatever its date; without the state before it, another content of the same moment is.
    const isOther = known.isWhole && !agrees(current, known.value);
    if (!isOther || previous) return isOther && previous !== null && agrees(previous, known.value);
    return version === known.version && !known.sameMoment?.includes(contentOf(current));
  }
  if (version === known.version) return false;
  const isRepeated = version === known.before && previous !== null && versionOf(previous) !== known.version;
  return !isRepeated;
}

/**
 * Whether an object as it was read is newer than what is known of it.
 * @param serial of the last change that was known when the reading set out: of the same moment, what came since wins
 */
export function isNewReading(known: Known, value: TrackedObject, serial: number, nowMs: number): boolean {
  const version = versionOf(value);
  if (!isDated(value)) return version !== known.version && version !== known.before;
  if (version !== known.version) return isLater(version, known, nowMs);
  const isOther = known.serial <= serial && differs(value, known.value);
  return isOther && !known.sameMoment?.includes(contentOf(value));
}

/**
 * Whether a change shows an object later than a state of it that was read at this time does, or otherwise at the same
 * moment.
 */
export function isAfter(value: TrackedObject, state: TrackedObject, readMs: number): boolean {
  const [version, shown] = [versionOf(value), versionOf(state)];
  if (!isDated(value) || !isDated(state)) return version !== shown;
  return version === shown ? differs(value, state) : version > orderOf(state, undefined, readMs);
}
