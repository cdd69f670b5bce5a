import { covers, ENTITY_CLAIMS, type Access, type Scope, type Scopes } from './access.ts';

/** What an issuer may grant at most, whatever its tokens claim. */
export type Ceiling = Pick<Access, 'permissions' | keyof Scopes>;

/** The intersection of an access with the ceiling of its issuer: what both grant. */
export function limitToCeiling(ceiling: Ceiling | undefined, access: Access): Access {
  if (!ceiling) return access;
  /** A client includes the accounts below it, named by id or by owner. */
  const client = (entry: string): boolean => covers(ceiling.fondoClients, entry.split(':', 1)[0] ?? '');
  const scopes = Object.values(ENTITY_CLAIMS).map((name) => {
    const isBelowClient = name === 'fondoAccounts' || name === 'fondoOwners';
    const maximum = isBelowClient && ceiling.fondoClients === '*' ? '*' : ceiling[name];
    return [name, intersectScopes(maximum, access[name], isBelowClient ? client : () => false)] as const;
  });
  return {
    subject: access.subject,
    permissions: access.permissions.intersection(ceiling.permissions),
    ...(Object.fromEntries(scopes) as unknown as Scopes),
  };
}

/** `*` claims all that the ceiling names of the same claim. */
const intersectScopes = (maximum: Scope, claimed: Scope, within: (entry: string) => boolean): Scope =>
  claimed === '*' ? maximum : new Set([...claimed].filter((entry) => covers(maximum, entry) || within(entry)));
