import type { z } from 'zod';
import { DEMO_BORROWER, TEST_BORROWERS, type AarthikSandbox } from '../../aarthik/index.ts';
import { isEnded } from '../../aarthik/journey.ts';
import { LENDERS } from '../../aarthik/lenders.ts';
import { scenarioOf } from '../../aarthik/test-borrowers.ts';
import type { Issue } from '../errors.ts';
import { msOf } from '../model/common.ts';
import type { Seed } from '../model/seed.ts';
import { toGlobalId } from '../objects.ts';
import type { Plan } from './plan.ts';

type Rows = NonNullable<z.output<typeof Seed>['borrowers']>;

const DOCUMENTED: readonly string[] = [DEMO_BORROWER, ...Object.values(TEST_BORROWERS).map(({ id }) => id)];
const lenderOf = (name: string): number => LENDERS.findIndex((lender) => lender.name === name);

export function planBorrowers({ journeys }: AarthikSandbox, rows: Rows): Plan {
  const seen = new Set<string>();
  const issues = rows.flatMap(({ id, like, steps, start = true }, index): Issue[] => {
    const path = `borrowers[${index}]`;
    const live = journeys.of(id);
    const isTaken = seen.has(id) || (start && live !== undefined && !isEnded(live));
    seen.add(id);
    return [
      ...(isTaken ? [{ path: `${path}.id`, message: 'has a journey already' }] : []),
      ...(like === undefined || DOCUMENTED.includes(like)
        ? []
        : [{ path: `${path}.like`, message: `expected one of ${DOCUMENTED.join(', ')}` }]),
      ...(like !== undefined && steps ? [{ path: `${path}.steps`, message: 'expected either like or steps' }] : []),
      ...(steps ?? []).flatMap(({ lender }, at) =>
        lenderOf(lender) >= 0
          ? []
          : [
              {
                path: `${path}.steps[${at}].lender`,
                message: `expected one of ${LENDERS.map(({ name }) => name).join(', ')}`,
              },
            ],
      ),
    ];
  });
  return {
    issues,
    apply: () =>
      rows.flatMap(({ id, like, steps, start = true }) => {
        const lenders = steps?.map(({ after, lender, status }) => ({
          after: msOf(after),
          lender: lenderOf(lender),
          status,
        }));
        if (lenders) journeys.scenarios.set(id, { lenders });
        else if (like !== undefined) journeys.scenarios.set(id, scenarioOf(like));
        if (start) journeys.start(id, 'PERSONAL_LOAN', {}, 'HYBRID');
        return start ? [toGlobalId('LoanJourney', [id])] : [];
      }),
  };
}
