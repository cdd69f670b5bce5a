import { isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { contractOf, type ProviderName } from '../../sandbox/kit/contract.ts';
import { schema } from '../../src/schema/index.ts';
import type { Kit } from '../kit/gateway.ts';

/** How an operation of a provider is reached through GraphQL. */
export interface Covered {
  /** `Query.offers`, `Mutation.createApplication`, `Application.kycAnswers`: a field that the schema must have. */
  readonly field: `${string}.${string}`;
  /** Brings about what is needed, and answers the act during which the operation must be called, once. */
  prepare(kit: Kit): Promise<() => Promise<unknown>>;
  /** Operations that may be called besides it (the read that follows a write …). */
  readonly besides?: readonly string[];
}

/** An operation that the gateway does not offer, and why. */
export interface NotOffered {
  readonly notOffered: string;
}

/** `operationId` -> how it is covered. */
export type CoverageTable = Readonly<Record<string, Covered | NotOffered>>;

/** Defines the tests that hold a table to the contract of its provider: nothing missing, nothing made up, all driven. */
export function holdCoverage(provider: ProviderName, table: CoverageTable, start: () => Promise<Kit>): void {
  describe(`operations of ${provider}`, () => {
    test('all are in the table, and nothing else', () => {
      const operations = contractOf(provider).operations.map(({ id }) => id);
      expect(Object.keys(table).sort()).toEqual(operations.sort());
    });

    for (const [operation, entry] of Object.entries(table)) {
      if ('notOffered' in entry) continue;
      test(`${operation} is reached by ${entry.field}`, async () => {
        expect(hasField(entry.field)).toBe(true);
        await using kit = await start();
        const act = await entry.prepare(kit);
        kit.sandbox[provider].forget();
        const answer = JSON.stringify(await act());
        expect(answer).not.toMatch(PROBLEM);
        const called = kit.sandbox[provider].calls.map(({ operationId }) => operationId);
        expect(called.filter((id) => id === operation)).toHaveLength(1);
        expect(called.filter((id) => id !== operation && !entry.besides?.includes(id))).toEqual([]);
      });
    }
  });
}

/** Shows in an answer that the act did not succeed. */
const PROBLEM = /"errors":|"__typename":"(?:NotFound|InvalidInput|Refused|OutcomeUnknown)"/;

function hasField(field: string): boolean {
  const [typeName = '', fieldName = ''] = field.split('.');
  const type = schema.getType(typeName);
  return (isObjectType(type) || isInterfaceType(type)) && fieldName in type.getFields();
}
