import { canonicalUuid } from '../kit/uuid.ts';

/** The members that hold a UUID (contract schema `Uuid`), and `ref`, which may. */
const IDS = [
  'id',
  'clientId',
  'account',
  'creditAccount',
  'debitAccount',
  'bankAccount',
  'allocationPlan',
  'ref',
] as const;
/** The members that hold objects with such members. */
const PARTS = ['bankAccounts', 'instructions', 'result'] as const;

/**
 * Writes the UUIDs of an object of Fondo in lower case, as its contract has them and as global ids, scopes of callers and
 * paths are compared; answers the same object.
 */
export function withCanonicalIds<T extends object>(item: T): T {
  const members = item as Record<string, unknown>;
  for (const name of IDS) {
    const value = members[name];
    if (typeof value !== 'string' || value.length !== 36) continue;
    const id = canonicalUuid(value);
    if (id !== value) members[name] = id;
  }
  for (const name of PARTS) {
    const part = members[name];
    if (typeof part !== 'object' || part === null) continue;
    for (const one of Array.isArray(part) ? (part as unknown[]) : [part])
      if (typeof one === 'object' && one !== null) withCanonicalIds(one);
  }
  return item;
}
