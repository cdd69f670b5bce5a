import { swedishIban } from '../ids.ts';
import type { FondoState } from '../state.ts';
import { DEMO_CLIENT, SECOND_CLIENT, THIRD_CLIENT } from '../test-data.ts';
import type { Client } from '../types.ts';

type Row = readonly [id: string, name: string, displayName: string, crn: string, services: Client['serviceTypes']];
const ROWS: readonly Row[] = [
  [
    DEMO_CLIENT,
    'Habibi Sparande AB',
    'Habibi',
    '5590123459',
    [
      { accountServiceType: 'portfolioManagement', code: '482913' },
      { accountServiceType: 'executionOnly', code: '771204' },
    ],
  ],
  [
    SECOND_CLIENT,
    'Norrsken Rådgivning AB',
    'Norrsken',
    '5566778899',
    [{ accountServiceType: 'investmentAdvice', code: '305518' }],
  ],
  [
    THIRD_CLIENT,
    'Mälaren Förvaltning AB',
    'Mälaren',
    '5591002240',
    [{ accountServiceType: 'executionOnly', code: '940027' }],
  ],
];

export function seedClients(state: FondoState, time: number): Client[] {
  return ROWS.map(([id, name, displayName, crn, serviceTypes], index) => {
    const created = time + index * 3_600_000;
    return {
      id,
      sortedId: state.sortedId(created),
      name,
      displayName,
      bankAccounts: [{ feeType: 'client_fee_ongoing', iban: swedishIban('500', `523110${index}4712`) }],
      serviceTypes,
      createdDate: new Date(created).toISOString(),
      modifiedDate: new Date(created).toISOString(),
      crn,
      country: 'SE',
    };
  });
}
