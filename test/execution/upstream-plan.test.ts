import { readdirSync, readFileSync } from 'node:fs';
import { parse, print, separateOperations, type OperationDefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { DEMO_BANK_ACCOUNT } from '../../sandbox/fondo/index.ts';
import { DEMO_APPLICATION, TEST_ACCOUNTS, TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { startKit, type Kit } from '../kit/gateway.ts';
import {
  ACCOUNT,
  CLIENT,
  journeyInput,
  ORDER,
  orderInput,
  paymentsInput,
  PLAN,
  swishInput,
} from '../schema/fondo/kit.ts';

const FOLDER = 'docs/operations';
const APPLICATION = `Application:${DEMO_APPLICATION.accountProfile}:${DEMO_APPLICATION.applicationId}`;
const JOURNEY = `LoanJourney:${DEMO_BORROWER}`;
const { signer } = TEST_PERSONS;

/** The values of the variables, by their names. */
const VARIABLES: Readonly<Record<string, unknown>> = {
  account: ACCOUNT,
  client: CLIENT,
  plan: PLAN,
  order: ORDER,
  application: APPLICATION,
  process: APPLICATION,
  id: APPLICATION,
  borrower: DEMO_BORROWER,
  newBorrower: 'C-new',
  journey: JOURNEY,
  offer: 'LO-1',
  answers: [{ questionCode: 'employment', answerCode: 'selfemployed' }],
  ipAddress: '192.0.2.10',
  input: { application: APPLICATION },
};
/** By operation, where the name of a variable says too little. */
const BY_OPERATION: Readonly<Record<string, object>> = {
  FetchDeposits: { input: paymentsInput },
  OpenAccount: { input: journeyInput },
  CheckOrder: { input: { ...orderInput, validateOnly: true } },
  PlaceTheOrder: { input: orderInput },
  StartDeposit: { input: swishInput },
  Apply: {
    input: {
      offer: 'kontotyp-1',
      requestedLimit: '5000',
      nationalNumber: signer.nationalNumber,
      country: 'SE',
      language: 'SV',
    },
  },
  AnswerKyc: { input: { application: APPLICATION, answers: VARIABLES['answers'] } },
  SignInSweden: { input: { application: APPLICATION, endUserIp: '192.0.2.10' } },
  RaiseLimit: {
    input: { accountNumber: TEST_ACCOUNTS.swedish.accountNo, requestedLimit: '9000', language: 'SV' },
  },
  ChangeBankAccount: { plan: PLAN, bankAccount: DEMO_BANK_ACCOUNT },
  Choose: { id: JOURNEY },
  SubscribeWebhook: { url: 'https://gateway.example/webhooks/aarthik/snapshot' },
};

const operations = readdirSync(FOLDER).flatMap((file) => {
  const document = parse(readFileSync(`${FOLDER}/${file}`, 'utf8'));
  return Object.entries(separateOperations(document)).map(([name, alone]) => {
    const operation = alone.definitions.find((one) => one.kind === 'OperationDefinition') as OperationDefinitionNode;
    return { name, operation, query: print(alone) };
  });
});

interface Request {
  readonly request: string;
  readonly kind: string;
  readonly how: string;
}

async function planOf(kit: Kit, query: string, variables: object): Promise<{ calls: number; requests: Request[] }> {
  const response = await fetch(`${kit.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, extensions: { plan: true } }),
  });
  const { data, errors, extensions } = await response.json();
  expect({ data, errors }).toMatchObject({ data: expect.anything() });
  return extensions.upstream;
}

/** What reached the simulators, but for the token of all operations. */
const received = ({ sandbox: { fondo, payex, aarthik } }: Kit): string[] =>
  [fondo, payex, aarthik]
    .flatMap(({ calls }) => calls)
    .filter(({ operationId }) => operationId !== 'authToken')
    .map(({ operationId, method, path }) => `${kindOf(operationId, method)} ${method} ${path.split('?')[0]}`)
    .sort();

function kindOf(operationId: string, method: string): string {
  if (method !== 'GET' || operationId === 'getHybridHostedExperienceURL') return 'write';
  return /^(get|list)\w*s$/.test(operationId) && !operationId.includes('Status') ? 'list' : 'single';
}

const shown = (requests: readonly Request[]): string[] =>
  requests.map(({ kind, request }) => `${kind} ${request.replace(/ \(up to \d+ rows\)$/, '')}`).sort();

test.each(operations.filter(({ operation }) => operation.operation !== 'subscription'))(
  'the plan of $name shows every request that reaches a provider, and no other',
  async ({ name, operation, query }) => {
    await using kit = await startKit({ gateway: { backOffice: true, callbackOrigins: ['https://gateway.example'] } });
    const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const values = { ...VARIABLES, ...BY_OPERATION[name] };
    const variables = Object.fromEntries(names.map((one) => [one, values[one]]));
    const { calls, requests } = await planOf(kit, query, variables);
    expect(shown(requests)).toEqual(received(kit));
    expect(requests.length).toBeGreaterThan(0);
    expect(calls).toBe(requests.length);
  },
);

test('whether the providers are there is asked of them, and shown', async () => {
  await using kit = await startKit();
  const { requests } = await planOf(kit, '{ providers { isReachable } }', {});
  expect(shown(requests)).toEqual(received(kit));
  expect(requests).toHaveLength(3);
});

test('a lost answer is looked for, which the plan shows, and what was never sent is told apart', async () => {
  await using kit = await startKit();
  kit.sandbox.fondo.fault({ operation: 'createOrder', times: 1, socket: 'lose' });
  const place = operations.find(({ name }) => name === 'PlaceTheOrder')?.query ?? '';
  const { requests } = await planOf(kit, place, { input: orderInput });
  expect(shown(requests)).toEqual(received(kit));
  expect(requests.filter(({ request }) => request.startsWith('GET')).length).toBeGreaterThan(0);
  await kit.sandbox.aarthik.down();
  const { calls, requests: refused } = await planOf(kit, '{ loanProducts { name } }', {});
  expect(calls).toBe(0);
  expect(refused).toMatchObject([{ request: 'GET /api/lab/features', how: 'not sent' }, {}, {}]);
});
