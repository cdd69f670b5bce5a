import { expect, test } from 'vitest';
import { TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import type { Kit } from '../../kit/gateway.ts';
import { apply, startPayexKit } from './kit.ts';
import { missingFrom, selectionOf, type Shown } from './printed-leaves.ts';
import { example, IDS, OPERATIONS } from './printed.ts';

/** What asks PayEx for the answer of a read: the field of the graph, and what shows all of it. */
const READS: Readonly<Record<string, readonly [field: string, shown: Shown, within?: string]>> = {
  listOffers: ['offers', 'offer'],
  getOffer: [`offer(id: "${IDS.offer}")`, 'offer'],
  getApplication: [`application(id: "${IDS.application}")`, 'application'],
  getLimitUpgradeApplication: [`limitUpgradeApplication(id: "${IDS.upgrade}")`, 'upgrade'],
  getKycAnswers: [`application(id: "${IDS.application}")`, 'answers'],
  getLimitUpgradeKycAnswers: [`limitUpgradeApplication(id: "${IDS.upgrade}")`, 'answers'],
  getSignBankidSe: [`application(id: "${IDS.application}")`, 'signing', 'bankIdSigning'],
  getLimitUpgradeSignBankidSe: [`limitUpgradeApplication(id: "${IDS.upgrade}")`, 'signing', 'bankIdSigning'],
};

/** The reads behind another read, answered so that they do not stand in its way. */
const calm = (kit: Kit, except: string): void => {
  for (const operation of ['getApplication', 'getLimitUpgradeApplication'])
    if (operation !== except)
      kit.sandbox.payex.fault({ operation, answer: { status: 200, body: { status: 'AwaitingSign' } } });
};

test('every read of the contract is replayed', () => {
  const reads = OPERATIONS.map(({ operation }) => operation).filter((name) => /^(?:get|list)/.test(name));
  expect(reads.sort()).toEqual(Object.keys(READS).sort());
});

test.each(OPERATIONS.filter(({ operation }) => operation in READS))(
  'every leaf of the printed answer of $operation is in the graph',
  async ({ operation, status, answer }) => {
    await using kit = await startPayexKit();
    calm(kit, operation);
    kit.sandbox.payex.fault({ operation, answer: { status, body: answer } });
    const [field, shown, within] = READS[operation] ?? ['', 'nothing'];
    const selection = within ? `${within} { ${selectionOf(shown)} }` : selectionOf(shown);
    const { data, errors } = await kit.query(`{ found: ${field} { ${selection} } }`);
    expect(errors).toBeUndefined();
    expect(missingFrom(data.found, answer, shown, within && `${within}.`)).toEqual([]);
  },
);

test('the printed KYC answers go through for the printed questions', async () => {
  await using kit = await startPayexKit();
  const application = await apply(kit, TEST_PERSONS.signer, 'kontotyp-1');
  const { answers } = example('request-kyc-answers');
  kit.sandbox.payex.fault({
    operation: 'getApplication',
    answer: {
      status: 200,
      body: { ...example('application-awaiting-info'), applicationId: application.split(':')[2] },
    },
  });
  kit.sandbox.payex.fault({ operation: 'createKycAnswers', answer: { status: 201, body: { answers } } });
  kit.sandbox.payex.fault({ operation: 'getKycAnswers', answer: { status: 200, body: { answers } } });
  const { data, errors } = await kit.query(
    'mutation ($input: AnswerKycInput!) { answerKyc(input: $input) { __typename ... on Application { kycAnswers { questionCode answerCode } } } }',
    { input: { application, answers } },
  );
  expect(errors).toBeUndefined();
  expect(data.answerKyc).toEqual({ __typename: 'Application', kycAnswers: answers });
});
