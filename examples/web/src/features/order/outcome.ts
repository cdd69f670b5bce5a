import { CombinedGraphQLErrors } from '@apollo/client/errors';
import type { OrderProblemFragment, RefusalReason } from '../../gql/graphql.ts';

/** Why an order was not taken, by the field that the person can mend; `general` where there is none. */
export interface Refusal {
  readonly field: 'account' | 'fund' | 'size' | 'general';
  readonly reason: RefusalReason | 'INVALID' | 'GONE';
  readonly correlationId?: string | undefined;
}

/** Fields of the form by paths of the API's input. */
const FIELDS: Readonly<Record<string, Refusal['field']>> = {
  'input.account': 'account',
  'input.instrument': 'fund',
  'input.trade': 'size',
  'input.trade.buyAmount': 'size',
  'input.trade.sellUnits': 'size',
};

const fieldOf = (path: string | null | undefined): Refusal['field'] => FIELDS[path ?? ''] ?? 'general';

/** What the API said no to. */
export function refusalOf(problem: Exclude<OrderProblemFragment, { __typename: 'OutcomeUnknown' }>): Refusal {
  switch (problem.__typename) {
    case 'InvalidInput':
      return { field: fieldOf(problem.fields[0]?.path), reason: 'INVALID' };
    case 'Refused':
      return {
        field: fieldOf(problem.path),
        reason: problem.reason,
        correlationId: problem.correlationId ?? undefined,
      };
    default:
      return { field: 'general', reason: 'GONE' };
  }
}

/** Codes of answers to a mutation that may have been carried out all the same. */
const UNCERTAIN: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'PROVIDER_TIMEOUT', 'DEADLINE_EXCEEDED']);

/**
 * Whether an order that failed may have been placed: unless the gateway itself says that it was not. A connection that broke
 * says nothing.
 */
export function mayBePlaced(error: unknown): boolean {
  if (!CombinedGraphQLErrors.is(error)) return true;
  return error.errors.some(({ extensions }) => extensions?.['code'] === undefined || UNCERTAIN.has(extensions['code']));
}
