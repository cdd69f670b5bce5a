import {
  DEMO_ACCOUNT,
  DEMO_BANK_ACCOUNT,
  DEMO_CLIENT,
  DEMO_INSTRUMENT,
  DEMO_ORDER,
  DEMO_PLAN,
} from '../../../sandbox/fondo/index.ts';
import type { Account } from '../../../sandbox/fondo/types.ts';
import { startKit, type Answered, type Kit, type KitOptions, type Watching } from '../../kit/gateway.ts';

export const CLIENT = `Client:${DEMO_CLIENT}`;
export const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
export const ORDER = `Order:${DEMO_CLIENT}:${DEMO_ORDER}`;
export const PLAN = `AllocationPlan:${DEMO_CLIENT}:${DEMO_PLAN}`;
export const INSTRUMENT = `Instrument:${DEMO_INSTRUMENT}`;
/** A person of the test register. */
export const EXECUTOR = '197001010003';

export const orderInput = {
  account: ACCOUNT,
  instrument: INSTRUMENT,
  trade: { buyAmount: '150.50' },
  executor: EXECUTOR,
};
export const redemptionInput = {
  account: ACCOUNT,
  instrument: INSTRUMENT,
  units: '1',
  bankAccount: DEMO_BANK_ACCOUNT,
  executor: EXECUTOR,
};
export const withdrawInput = { account: ACCOUNT, amount: '100.25', bankAccount: DEMO_BANK_ACCOUNT, executor: EXECUTOR };
export const swishInput = { account: ACCOUNT, amount: '250', device: 'OTHER_DEVICE', qrFormat: 'SVG' };
export const clientInput = {
  name: 'Fjäll Kapital AB',
  displayName: 'Fjäll',
  registrationNumber: '5591234567',
  country: 'SE',
  serviceTypes: ['EXECUTION_ONLY'],
};
export const journeyInput = { client: CLIENT, journey: { createAccount: { accountName: 'Resan' } } };
export const paymentsInput = { client: CLIENT, payments: [{ account: ACCOUNT, amount: '110' }] };

/** A gateway whose token to Fondo has been fetched, so that calls show what an operation itself costs. */
export async function startFondoKit(options: KitOptions = {}): Promise<Kit> {
  const kit = await startKit(options);
  await kit.query('{ clients(first: 1) { nodes { id } } }');
  kit.sandbox.fondo.forget();
  return kit;
}

const PROBLEMS =
  '... on Problem { code message } ... on InvalidInput { fields { path message } } ... on Refused { reason path } ... on OutcomeUnknown { references }';

/** Runs a mutation and answers its result, a problem too. */
export async function act(kit: Kit, mutation: string, input: object, selection = ''): Promise<any> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} ${PROBLEMS} } }`;
  const { data, errors } = await kit.query(document, { input });
  if (errors) throw new Error(JSON.stringify(errors));
  return data[mutation];
}

/** The data of a query that must succeed. */
export async function read(kit: Kit, document: string, variables?: Record<string, unknown>): Promise<any> {
  const { data, errors }: Answered = await kit.query(document, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** An account of the demo client that holds nothing, so that it can be closed. */
export function emptyAccount(kit: Kit): string {
  const { state } = kit.sandbox.fondo;
  const books = state.books(DEMO_CLIENT);
  const demo = books.tables.account.get(DEMO_ACCOUNT) as Account;
  const id = 'a0a0a0a0-0000-4000-8000-000000000001';
  state.create(books, 'account', { ...demo, ...state.track(id), balance: 0, positions: [], name: 'Tomt' });
  return `Account:${DEMO_CLIENT}:${id}`;
}

/** How often Fondo was called for an operation. */
export const callsOf = (kit: Kit, operation: string): number =>
  kit.sandbox.fondo.calls.filter(({ operationId }) => operationId === operation).length;

/** Follows the demo client until its stream is up to date. */
export async function untilLive(kit: Kit): Promise<Watching> {
  const live = kit.watch(
    `subscription { clientEvents(client: "${CLIENT}", types: [], includeStatus: true) { ... on StreamStatus { state } } }`,
  );
  for (let state = ''; state !== 'LIVE';) state = (await live.take(1))[0]?.data.clientEvents.state;
  return live;
}
