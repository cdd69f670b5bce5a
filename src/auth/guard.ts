import type { Collection } from '../datasources/kit/collection.ts';
import type { Page } from '../datasources/kit/paging/page.ts';
import { SharedScan } from '../datasources/kit/paging/shared-scan.ts';
import { Forbidden } from '../problem.ts';
import type { Access, Permission } from './access.ts';

type AnyFunction = (...args: never[]) => unknown;

/** Wraps one member of a datasource: the result does what the member does, for callers with access. */
export type Rule<M> = (member: M) => M;

/**
 * A rule for every member of a datasource, however deep. A member without one does not compile; at run
 * time such a member refuses every call.
 */
export type Rules<T> = {
  readonly [K in keyof T]: T[K] extends AnyFunction | Collection<infer _> ? Rule<T[K]> : Rules<T[K]>;
};

/** The datasource behind its rules. Nothing of the datasource itself can be reached through it. */
export function applyRules<T extends object>(source: T, rules: Rules<T>): T {
  const result = {} as T;
  for (const name in source) {
    let made: { member: unknown } | undefined;
    const get = (): unknown => (made ??= { member: applyRule(source[name], ruleOf(rules, name), name) }).member;
    Object.defineProperty(result, name, { enumerable: true, get });
  }
  return result;
}

const ruleOf = (rules: object, name: string): unknown =>
  Object.hasOwn(rules, name) ? (rules as Record<string, unknown>)[name] : undefined;

function applyRule(member: unknown, rule: unknown, name: string): unknown {
  if (typeof rule === 'function') return (rule as Rule<unknown>)(member);
  if (rule && typeof member === 'object' && member !== null) return applyRules(member, rule);
  throw new Forbidden(`There is no access rule for "${name}": it is forbidden to every caller.`);
}

/** Rule of a member that is internal to the datasources: no caller has access to it. */
export const denyAll = (): never => {
  throw new Forbidden('This is forbidden to every caller.');
};

/** Refuses a caller who lacks the permission, before anything else is checked. */
export function requirePermission({ permissions }: Access, permission: Permission): void {
  if (!permissions.has(permission)) throw new Forbidden(`This needs the permission "${permission}".`);
}

/** Wraps a member in `requirePermission`: `reading((id) => …)`. */
export const withPermission =
  (access: Access, permission: Permission) =>
  <A extends unknown[], R>(act: (...args: A) => R) =>
  (...args: A): R => {
    requirePermission(access, permission);
    return act(...args);
  };

export type Visibility<T> = (row: T) => boolean | Promise<boolean>;

/** The public members of a class, each of which must be implemented. */
type PublicMembers<T> = { [K in keyof T]: T[K] };

const rejectWrite = (): never => {
  throw new Forbidden('A collection is read only.');
};

/** The visible rows, in their order. */
export async function filterVisible<T>(rows: readonly T[], isVisible: Visibility<T>): Promise<T[]> {
  const seen = await Promise.all(rows.map(async (row) => isVisible(row)));
  return rows.filter((_row, at) => seen[at]);
}

/** How the rows of a collection that cannot be seen are hidden. */
export interface Filtering<T> {
  readonly isVisible: Visibility<T>;
  cursorOf(row: T): string;
  /** Reads what decides about visibility at the same time as the rows, so that a hidden row costs no more. */
  readWithScope?<R>(row: PromiseLike<R> | R): PromiseLike<R> | R;
  /** Finds a page in a cheaper way than by the whole list; undefined where there is none. */
  cheaper?(page: Page): Promise<T[] | undefined>;
}

/**
 * A collection that hides the rows that are not visible: pages are filled with the rows that follow. However many pages
 * are asked for, each row is read and judged once.
 */
export function filterCollection<T extends object>(
  source: Collection<T>,
  { isVisible, cursorOf, readWithScope = (row) => row, cheaper }: Filtering<T>,
): Collection<T> {
  const scan = new SharedScan<T>({
    page: async (page) => readWithScope(source.page(page)),
    kept: (rows) => filterVisible(rows, isVisible),
    cursorOf,
    known: source.known,
  });
  const visible = async (row: T | null | Promise<T | null>): Promise<T | null> => {
    const found = await readWithScope(row);
    return found && (await isVisible(found)) ? found : null;
  };
  const filtered: PublicMembers<Collection<T>> = {
    byId: (id) => visible(source.byId(id)),
    named: (id) => visible(source.named(id)),
    page: cheaper ? async (page) => (await cheaper(page)) ?? scan.page(page) : (page) => scan.page(page),
    put: rejectWrite,
    // Hints are about rows that may be hidden: they cause no reads and reveal nothing.
    size: undefined,
    known: undefined,
    expect: () => undefined,
    letGo: () => undefined, // the source does
  };
  return filtered as unknown as Collection<T>;
}

/** An empty collection, which makes no request. */
export function emptyCollection<T extends object>(): Collection<T> {
  const empty: PublicMembers<Collection<T>> = {
    byId: () => Promise.resolve(null),
    named: () => Promise.resolve(null),
    page: () => Promise.resolve([]),
    put: rejectWrite,
    size: 0,
    known: undefined,
    expect: () => undefined,
    letGo: () => undefined,
  };
  return empty as unknown as Collection<T>;
}
