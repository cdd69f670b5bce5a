import type { Collection, Page } from '../datasources/kit/collection.ts';
import { Forbidden } from '../problem.ts';
import type { Access, Permission } from './access.ts';

type AnyFunction = (...args: never[]) => unknown;

/** Wraps one member of a datasource: what it answers does what the member does, for those who may. */
export type Rule<M> = (member: M) => M;

/**
 * A rule for every member of a datasource, however deep. A member without one does not compile; were it there all the
 * same, it refuses.
 */
export type Rules<T> = {
  readonly [K in keyof T]: T[K] extends AnyFunction | Collection<infer _> ? Rule<T[K]> : Rules<T[K]>;
};

/** The datasource behind its rules. Nothing of the datasource itself can be reached through it. */
export function guarded<T extends object>(source: T, rules: Rules<T>): T {
  const result = {} as T;
  for (const name in source) {
    let made: { member: unknown } | undefined;
    const get = (): unknown => (made ??= { member: behind(source[name], ruleOf(rules, name), name) }).member;
    Object.defineProperty(result, name, { enumerable: true, get });
  }
  return result;
}

const ruleOf = (rules: object, name: string): unknown =>
  Object.hasOwn(rules, name) ? (rules as Record<string, unknown>)[name] : undefined;

function behind(member: unknown, rule: unknown, name: string): unknown {
  if (typeof rule === 'function') return (rule as Rule<unknown>)(member);
  if (rule && typeof member === 'object' && member !== null) return guarded(member, rule);
  throw new Forbidden(`Nothing says who may use "${name}": it is closed to every caller.`);
}

/** A member for the datasources among themselves: no caller gets at it. */
export const closed = (): never => {
  throw new Forbidden('This is closed to every caller.');
};

/** Refuses a caller who lacks the permission, before anything is looked at. */
export function demand({ permissions }: Access, permission: Permission): void {
  if (!permissions.has(permission)) throw new Forbidden(`This needs the permission "${permission}".`);
}

/** `demand` around a member: `reading((id) => …)`. */
export const demanding =
  (access: Access, permission: Permission) =>
  <A extends unknown[], R>(act: (...args: A) => R) =>
  (...args: A): R => {
    demand(access, permission);
    return act(...args);
  };

export type Sees<T> = (row: T) => boolean | Promise<boolean>;

/** The public members of a class, each of which must be dealt with. */
type Open<T> = { [K in keyof T]: T[K] };

const readOnly = (): never => {
  throw new Forbidden('A collection is read only.');
};

/** Rows that are read at once where some of them are hidden. */
const SCAN_PAGE = 500;

/** The rows that can be seen, in their order. */
export async function visible<T>(rows: readonly T[], sees: Sees<T>): Promise<T[]> {
  const seen = await Promise.all(rows.map(async (row) => sees(row)));
  return rows.filter((_row, at) => seen[at]);
}

/**
 * A collection of which only some rows can be seen. The others are not there: pages are filled up past them.
 * @param beside reads what decides about rows at the same time as the rows, so that a hidden one costs no more
 */
export function onlyVisible<T extends object>(
  source: Collection<T>,
  sees: Sees<T>,
  cursorOf: (row: T) => string,
  beside: <R>(row: PromiseLike<R> | R) => PromiseLike<R> | R = (row) => row,
): Collection<T> {
  const filtered: Open<Collection<T>> = {
    byId: async (id) => {
      const found = await beside(source.byId(id));
      return found && (await sees(found)) ? found : null;
    },
    page: async (page: Page) => {
      const rows: T[] = [];
      let { start } = page;
      for (;;) {
        const read = await beside(source.page({ ...page, start, limit: SCAN_PAGE }));
        rows.push(...(await visible(read, sees)));
        const last = read.at(-1);
        if (rows.length >= page.limit || read.length < SCAN_PAGE || !last) return rows.slice(0, page.limit);
        start = cursorOf(last);
      }
    },
    put: readOnly,
    // Hints are about rows that may be hidden: nothing is read, and nothing is told, because of them.
    size: undefined,
    expect: () => undefined,
  };
  return filtered as unknown as Collection<T>;
}

/** A collection in which there is nothing, found without asking anybody. */
export function nothing<T extends object>(): Collection<T> {
  const empty: Open<Collection<T>> = {
    byId: () => Promise.resolve(null),
    page: () => Promise.resolve([]),
    put: readOnly,
    size: 0,
    expect: () => undefined,
  };
  return empty as unknown as Collection<T>;
}
