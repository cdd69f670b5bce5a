import { createHash } from 'node:crypto';

/** What a caller may do, whoever the provider is. Named in tokens and in `AUTH_API_KEYS`. */
export const PERMISSIONS = [
  'investing:read',
  'investing:trade',
  'investing:write',
  'onboarding:read',
  'onboarding:write',
  'loans:read',
  'loans:write',
  'backoffice',
  'pii:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Which things of a kind a caller may touch: all of them, or those of these ids. */
export type Scope = '*' | ReadonlySet<string>;

/** The claims that name entities, and the form of each entry. `*` means all. */
export const ENTITY_CLAIMS = {
  /** Clients of Fondo with everything below them: the client's UUID. */
  fondo_clients: 'fondoClients',
  /** Single accounts: `<client>:<account>`, as in the global id. */
  fondo_accounts: 'fondoAccounts',
  /** The accounts that one person owns below a client: `<client>:<personnummer>`. */
  fondo_owners: 'fondoOwners',
  /** Applications and limit upgrades of PayEx, by the id that PayEx gave. */
  payex_applications: 'payexApplications',
  /** Borrowers of Aarthik, by `borrowerProviderID`. */
  aarthik_borrowers: 'aarthikBorrowers',
} as const;
export type EntityClaim = keyof typeof ENTITY_CLAIMS;
export type Scopes = { readonly [C in EntityClaim as (typeof ENTITY_CLAIMS)[C]]: Scope };

/** What one caller may do and touch. Never changes: a renewed token with other rights needs a new connection. */
export interface Access extends Scopes {
  /** Who calls, for grants and audit; unique over all issuers and API keys. */
  readonly subject: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** Whether an id is within a scope. */
export const covers = (scope: Scope, id: string): boolean => scope === '*' || scope.has(id);

/**
 * A stable key of what a caller may see. The subject is part of it unless the caller may touch everything: what a
 * caller has made itself is open to that caller alone.
 */
export function rightsKey(access: Access): string {
  const scopes = Object.values(ENTITY_CLAIMS).map((name) => {
    const scope = access[name];
    return scope === '*' ? '*' : [...scope].sort();
  });
  const own = scopes.every((scope) => scope === '*') ? '' : access.subject;
  const text = JSON.stringify([[...access.permissions].sort(), scopes, own]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
