import type { Aarthik } from '../../datasources/aarthik/index.ts';
import { noSuchJourney } from '../../datasources/aarthik/problems.ts';
import type { Operation } from '../../datasources/kit/operation.ts';
import { covers, type Access } from '../access.ts';
import type { Grants } from '../grants.ts';
import { withPermission, type Rules } from '../guard.ts';

/** Who may do what at Aarthik: everything there belongs to one borrower, who is named in every call. */
export function aarthikRules(
  access: Access,
  _grants: Grants,
  _aarthik: Aarthik,
  { correlationId }: Operation,
): Rules<Aarthik> {
  const reading = withPermission(access, 'loans:read');
  const writing = withPermission(access, 'loans:write');
  const administering = withPermission(access, 'backoffice');
  const canAccess = (borrower: string): boolean => covers(access.aarthikBorrowers, borrower);
  const assertAccess = (borrower: string): void => {
    if (!canAccess(borrower)) throw noSuchJourney(correlationId);
  };
  return {
    journeys: {
      of: (read) => reading(async (borrower) => (canAccess(borrower) ? read(borrower) : null)),
      start: (start) =>
        writing(async (input) => {
          assertAccess(input.borrower);
          return start(input);
        }),
      handOff: (handOff) =>
        writing(async (borrower, offer) => {
          assertAccess(borrower);
          return handOff(borrower, offer);
        }),
      reopen: (reopen) =>
        writing(async (journey) => {
          assertAccess(journey.borrower);
          return reopen(journey);
        }),
    },
    hostedSessions: {
      open: (open) =>
        writing(async (input) => {
          assertAccess(input.borrower);
          return open(input);
        }),
      resume: (resume) =>
        writing(async (journey) => {
          assertAccess(journey.borrower);
          return resume(journey);
        }),
    },
    products: { all: (read) => reading(read) },
    webhooks: { read: administering, subscribe: administering, unsubscribe: administering },
  };
}
