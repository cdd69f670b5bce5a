import { covers, ENTITY_CLAIMS, type Access, type Scope, type Scopes } from './access.ts';

/** What an issuer may grant at most, whatever its tokens claim. */
export type Ceiling = Pick<Access, 'permissions' | keyof Scopes>;

/** What is left of an access below the ceiling of its issuer: what both grant. */
export function below(ceiling: Ceiling | undefined, access: Access): Access {
  if (!ceiling) return access;
  /** A client stands for the accounts below it, named by id or by owner. */
  const client = (entry: string): boolean => covers(ceiling.fondoClients, entry.split(':', 1)[0] ?? '');
  const scopes = Object.values(ENTITY_CLAIMS).map((name) => {
    const isBelowClient = name === 'fondoAccounts' || name === 'fondoOwners';
    const most = isBelowClient && ceiling.fondoClients === '*' ? '*' : ceiling[name];
    return [name, common(most, access[name], isBelowClient ? client : () => false)] as const;
  });
  return {
    subject: access.subject,
    permissions: access.permissions.intersection(ceiling.permissions),
    ...(Object.fromEntries(scopes) as unknown as Scopes),
  };
}

/** `*` claims all that the ceiling names of the same claim. */
const common = (most: Scope, claimed: Scope, within: (entry: string) => boolean): Scope =>
  claimed === '*' ? most : new Set([...claimed].filter((entry) => covers(most, entry) || within(entry)));
