import type { Aarthik } from '../../datasources/aarthik/index.ts';
import { noSuchJourney } from '../../datasources/aarthik/problems.ts';
import type { Operation } from '../../datasources/kit/operation.ts';
import { covers, type Access } from '../access.ts';
import type { Grants } from '../grants.ts';
import { demanding, type Rules } from '../guard.ts';

/** Who may do what at Aarthik: everything there belongs to one borrower, who is named in every call. */
export function aarthikRules(
  access: Access,
  _grants: Grants,
  _aarthik: Aarthik,
  { correlationId }: Operation,
): Rules<Aarthik> {
  const reading = demanding(access, 'loans:read');
  const writing = demanding(access, 'loans:write');
  const administering = demanding(access, 'backoffice');
  const may = (borrower: string): boolean => covers(access.aarthikBorrowers, borrower);
  const must = (borrower: string): void => {
    if (!may(borrower)) throw noSuchJourney(correlationId);
  };
  return {
    journeys: {
      of: (read) => reading(async (borrower) => (may(borrower) ? read(borrower) : null)),
      start: (start) =>
        writing(async (input) => {
          must(input.borrower);
          return start(input);
        }),
      handOff: (handOff) =>
        writing(async (borrower, offer) => {
          must(borrower);
          return handOff(borrower, offer);
        }),
      reopen: (reopen) =>
        writing(async (journey) => {
          must(journey.borrower);
          return reopen(journey);
        }),
    },
    hostedSessions: {
      open: (open) =>
        writing(async (input) => {
          must(input.borrower);
          return open(input);
        }),
      resume: (resume) =>
        writing(async (journey) => {
          must(journey.borrower);
          return resume(journey);
        }),
    },
    products: { all: (read) => reading(read) },
    webhooks: {
      read: (read) => administering(read),
      subscribe: (subscribe) => administering(subscribe),
      unsubscribe: (unsubscribe) => administering(unsubscribe),
    },
  };
}
