import type { Collection, Page } from '../datasources/kit/collection.ts';
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
  throw new Forbidden(`Nothing says who may use "${name}": it is closed to every caller.`);
}

/** Rule of a member that is internal to the datasources: no caller has access to it. */
export const denyAll = (): never => {
  throw new Forbidden('This is closed to every caller.');
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

/** Page size of reads where some rows are hidden. */
const SCAN_PAGE = 500;

/** The visible rows, in their order. */
export async function filterVisible<T>(rows: readonly T[], isVisible: Visibility<T>): Promise<T[]> {
  const seen = await Promise.all(rows.map(async (row) => isVisible(row)));
  return rows.filter((_row, at) => seen[at]);
}

/**
 * A collection that hides the rows that are not visible: pages are filled with the rows that follow.
 * @param readWithScope reads what decides about visibility at the same time as the rows, so that a hidden row costs no
 * more
 */
export function filterCollection<T extends object>(
  source: Collection<T>,
  isVisible: Visibility<T>,
  cursorOf: (row: T) => string,
  readWithScope: <R>(row: PromiseLike<R> | R) => PromiseLike<R> | R = (row) => row,
): Collection<T> {
  const filtered: PublicMembers<Collection<T>> = {
    byId: async (id) => {
      const found = await readWithScope(source.byId(id));
      return found && (await isVisible(found)) ? found : null;
    },
    page: async (page: Page) => {
      const rows: T[] = [];
      let { start } = page;
      for (;;) {
        const read = await readWithScope(source.page({ ...page, start, limit: SCAN_PAGE }));
        rows.push(...(await filterVisible(read, isVisible)));
        const last = read.at(-1);
        if (rows.length >= page.limit || read.length < SCAN_PAGE || !last) return rows.slice(0, page.limit);
        start = cursorOf(last);
      }
    },
    put: rejectWrite,
    // Hints are about rows that may be hidden: they cause no reads and reveal nothing.
    size: undefined,
    expect: () => undefined,
  };
  return filtered as unknown as Collection<T>;
}

/** An empty collection, which makes no request. */
export function emptyCollection<T extends object>(): Collection<T> {
  const empty: PublicMembers<Collection<T>> = {
    byId: () => Promise.resolve(null),
    page: () => Promise.resolve([]),
    put: rejectWrite,
    size: 0,
    expect: () => undefined,
  };
  return empty as unknown as Collection<T>;
}
