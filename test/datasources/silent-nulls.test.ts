import { expect, test } from 'vitest';
import { startMangledKit } from '../kit/mangling-proxy.ts';
import { ACCOUNT, ORDER } from '../schema/fondo/kit.ts';

const REFERENCES: readonly (readonly [document: string, at: RegExp])[] = [
  [`{ node(id: "${ORDER}") { ... on Order { instrument { name } } } }`, /\/instrument/],
  [`{ node(id: "${ORDER}") { ... on Order { account { name } } } }`, /\/account/],
  [`{ node(id: "${ACCOUNT}") { ... on Account { allocationPlan { id } } } }`, /\/allocationplan/],
  [`{ node(id: "${ACCOUNT}") { ... on Account { kycStatus { status } } } }`, /\/kycstatus/],
  [`{ node(id: "${ACCOUNT}") { ... on Account { agreements { key } } } }`, /\/agreement-types/],
];

test.each([405, 406, 408, 421, 425, 426, 431, 451, 499])(
  'what another object refers to is never null in silence after a %i of an edge',
  async (status) => {
    await using kit = await startMangledKit();
    for (const [document, at] of REFERENCES) {
      const rule = kit.edges.fondo.mangle({ at, times: Infinity, status });
      const { errors } = await kit.query(document);
      rule.remove();
      const isPassing = [408, 421, 425, 499].includes(status);
      expect([document, errors?.map(({ extensions }) => [extensions?.['code'], extensions?.['retryable']])]).toEqual([
        document,
        [[isPassing ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_BAD_ANSWER', isPassing]],
      ]);
    }
  },
);
