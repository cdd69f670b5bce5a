import { randomUUID } from 'node:crypto';
import { type Checks, hasDecimals, isPositive } from '../kit/checks.ts';
import { canonicalUuid, isUuid } from '../kit/uuid.ts';
import { isPersonnummer } from './personnummer.ts';

/** Longest reference that Fondo takes (contract schema `ClientRef`). */
export const MAX_CLIENT_REF = 255;

/** A reference that no other object carries. */
export const newClientRef = (): string => `gw-${randomUUID()}`;

/** Checks the members that all acts of a person on an account share; an executor that is left out is not checked. */
export function checkCommon(
  checks: Checks,
  {
    executor,
    clientRef,
  }: { readonly executor?: string | null | undefined; readonly clientRef?: string | null | undefined },
): void {
  checks.expect(
    executor == null || isPersonnummer(executor),
    'input.executor',
    'expected a personnummer of twelve digits with its check digit',
  );
  checkClientRef(checks, clientRef, 'input.clientRef');
}

export const checkClientRef = (checks: Checks, clientRef: string | null | undefined, path: string): void =>
  checks.expect(
    clientRef == null || (clientRef.trim() !== '' && clientRef.length <= MAX_CLIENT_REF),
    path,
    `expected 1 to ${MAX_CLIENT_REF} characters`,
  );

/** An amount of SEK: above zero, öre at most. */
export function checkAmount(checks: Checks, amount: string, path: string): void {
  checks.expect(isPositive(amount), path, 'expected an amount above 0');
  checks.expect(hasDecimals(amount, 2), path, 'expected at most two decimals');
}

/** The id of a bank account in the spelling in which accounts list theirs; one that is none is noted. */
export function bankAccountId(checks: Checks, given: string, path: string): string {
  const id = canonicalUuid(given);
  checks.expect(isUuid(id), path, 'expected the id of a linked bank account, a UUID');
  return id;
}
