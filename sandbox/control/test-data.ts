import type { z } from 'zod';
import { DEMO_BORROWER, TEST_BORROWERS } from '../aarthik/index.ts';
import { LENDERS } from '../aarthik/lenders.ts';
import * as fondo from '../fondo/test-data.ts';
import * as payex from '../payex/test-data.ts';
import type { TestData } from './model/state.ts';
import { toGlobalId } from './objects.ts';

const { DEMO_CLIENT: client } = fondo;

/** The documented test data of all three simulators: what is typed in, and what happens then. */
export function testData(): z.output<typeof TestData> {
  const said = (value: string | number, description: string) => ({ value: String(value), description });
  return {
    clients: [
      said(toGlobalId('Client', [client]), 'The demo client: 24 accounts, 60 orders, all funds'),
      said(toGlobalId('Client', [fondo.SECOND_CLIENT]), 'Another client, with fewer funds'),
      said(toGlobalId('Client', [fondo.THIRD_CLIENT]), 'A client with one account'),
    ],
    accounts: [
      said(toGlobalId('Account', [client, fondo.DEMO_ACCOUNT]), 'Active, with cash, positions, autogiro and a plan'),
    ],
    instruments: [said(toGlobalId('Instrument', [fondo.DEMO_INSTRUMENT]), 'Can be bought and sold, in SEK')],
    swishAmounts: Object.entries(fondo.SWISH_OUTCOMES).map(([amount, { status, errorCode }]) =>
      said(amount, `${status}, with ${errorCode}`),
    ),
    autogiroAmounts: Object.entries(fondo.PAYMENT_OUTCOMES).map(([amount, { reason }]) => said(amount, reason)),
    clientRefs: [
      said(`${fondo.HOLD_PREFIX}-1`, `An order whose clientRef begins with "${fondo.HOLD_PREFIX}" is held first`),
    ],
    persons: Object.values<payex.TestPerson>(payex.TEST_PERSONS).map(({ nationalNumber, country, description }) =>
      said(nationalNumber, `${country}: ${description}`),
    ),
    creditAccounts: [
      ...Object.values<payex.TestAccount>(payex.TEST_ACCOUNTS).map(({ accountNo, description }) =>
        said(accountNo, description),
      ),
      said(payex.UNKNOWN_ACCOUNT_NO, 'No account has this number'),
    ],
    applications: [
      said(applicationId(payex.DEMO_APPLICATION), 'Waits for its KYC answers, and never expires'),
      said(applicationId(payex.DEMO_SIGNABLE_APPLICATION), 'Can be signed at once, and never expires'),
    ],
    borrowers: [
      said(DEMO_BORROWER, 'Has a journey with offers from the start'),
      ...Object.values(TEST_BORROWERS).map(({ id, description }) => said(id, description)),
    ],
    lenders: LENDERS.map(({ name, loans }) =>
      said(name, `Offers ${loans.length === 1 ? 'one loan' : `${loans.length} loans`}`),
    ),
  };
}

const applicationId = ({
  accountProfile,
  applicationId: id,
}: typeof payex.DEMO_APPLICATION | typeof payex.DEMO_SIGNABLE_APPLICATION): string =>
  toGlobalId('Application', [accountProfile, id]);
