import { expect } from 'vitest';
import { DEMO_CLIENT, DEMO_ORDER } from '../../sandbox/fondo/index.ts';
import { until, type Kit } from '../kit/gateway.ts';
import {
  ACCOUNT,
  act,
  CLIENT,
  clientInput,
  emptyAccount,
  INSTRUMENT,
  journeyInput,
  ORDER,
  orderInput,
  paymentsInput,
  PLAN,
  read,
  redemptionInput,
  swishInput,
  withdrawInput,
} from '../schema/fondo/kit.ts';
import type { Covered, CoverageTable } from './coverage.ts';

const ofClient = (name: string, selection: string, besides: readonly string[] = []): Covered => ({
  field: `Client.${name.split('(', 1)[0] ?? ''}`,
  besides: ['getClientById', ...besides],
  prepare: async (kit) => () => read(kit, `{ client(id: "${CLIENT}") { ${name} { ${selection} } } }`),
});

const ofAccount = (name: string, selection: string): Covered => ({
  field: `Account.${name.split('(', 1)[0] ?? ''}`,
  besides: ['getAccountById'],
  prepare: async (kit) => () => read(kit, `{ node(id: "${ACCOUNT}") { ... on Account { ${name} { ${selection} } } } }`),
});

export async function succeed(kit: Kit, mutation: string, input: object, selection = ''): Promise<any> {
  const result = await act(kit, mutation, input, selection);
  if (result.code) throw new Error(`${mutation}: ${JSON.stringify(result)}`);
  return result;
}

const acts = (mutation: string, input: object, besides: readonly string[] = []): Covered => ({
  field: `Mutation.${mutation}`,
  besides,
  prepare: async (kit) => () => succeed(kit, mutation, input),
});

const transaction = (kind: 'cash' | 'fund', type: string): Covered => ({
  field: `Client.${kind}Transaction`,
  besides: ['getClientById'],
  prepare: async (kit) => {
    const list = `{ client(id: "${CLIENT}") { ${kind}Transactions(first: 1) { nodes { id } } } }`;
    const [{ id }] = (await read(kit, list)).client[`${kind}Transactions`].nodes;
    return async () => {
      const { client } = await read(
        kit,
        `{ client(id: "${CLIENT}") { ${kind}Transaction(id: "${id}") { __typename } } }`,
      );
      expect(client[`${kind}Transaction`].__typename).toBe(type);
      return client;
    };
  },
});

const instruction = async (kit: Kit): Promise<string> =>
  (await succeed(kit, 'createPaymentInstruction', paymentsInput, '... on PaymentInstruction { id }')).id;

export const FONDO_COVERAGE: CoverageTable = {
  authToken: {
    field: 'Query.clients',
    besides: ['getClients'],
    prepare: async (kit) => () => {
      kit.sandbox.fondo.expireTokens();
      return read(kit, '{ clients(first: 1) { nodes { id } } }');
    },
  },
  ping: {
    field: 'Query.providers',
    prepare: async (kit) => () => read(kit, '{ providers { provider isReachable } }'),
  },
  getClients: {
    field: 'Query.clients',
    prepare: async (kit) => () =>
      read(kit, '{ clients(first: 2, modifiedSince: "2020-01-01T00:00:00Z") { nodes { name } } }'),
  },
  getClientById: {
    field: 'Query.client',
    prepare: async (kit) => () => read(kit, `{ client(id: "${DEMO_CLIENT}") { name } }`),
  },
  createClient: acts('createClient', clientInput),
  updateClient: acts('updateClient', { client: CLIENT, displayName: 'Ny' }),
  getCustodians: ofClient('custodians', 'id name'),
  getAccounts: ofClient('accounts(first: 3)', 'nodes { name }'),
  getAccountById: {
    field: 'Client.account',
    besides: ['getClientById'],
    prepare: async (kit) => () => read(kit, `{ client(id: "${CLIENT}") { account(id: "${ACCOUNT}") { name } } }`),
  },
  deleteAccount: {
    field: 'Mutation.closeAccount',
    prepare: async (kit) => {
      const account = emptyAccount(kit);
      return () => succeed(kit, 'closeAccount', { account });
    },
  },
  getKycStatusByAccount: ofAccount('kycStatus', 'status'),
  getAccountAgreementTypes: ofAccount('agreements', 'key documentUrl'),
  getAccountAgreementPdf: {
    field: 'Agreement.documentUrl',
    prepare: async (kit) => {
      const { node } = await read(kit, `{ node(id: "${ACCOUNT}") { ... on Account { agreements { documentUrl } } } }`);
      return async () => {
        const reply = await fetch(node.agreements[0].documentUrl);
        const seen = [reply.status, (await reply.text()).slice(0, 5)];
        expect(seen).toEqual([200, '%PDF-']);
        return seen;
      };
    },
  },
  createWithdrawal: acts('withdraw', withdrawInput, ['getAccountById']),
  createSwishDeposit: acts('createSwishDeposit', swishInput, ['getAccountById']),
  pollSwishDeposit: {
    field: 'Query.swishDeposit',
    prepare: async (kit) => {
      const { id } = await succeed(kit, 'createSwishDeposit', swishInput, '... on SwishDeposit { id }');
      return () => read(kit, `{ swishDeposit(id: "${id}") { status } }`);
    },
  },
  getAllocationPlans: ofClient('allocationPlans', 'shares { percent }'),
  getAllocationPlanById: {
    field: 'Query.node',
    prepare: async (kit) => () => read(kit, `{ node(id: "${PLAN}") { ... on AllocationPlan { shares { percent } } } }`),
  },
  getAllocationPlanByAccountId: ofAccount('allocationPlan', 'shares { percent }'),
  patchAllocationPlan: acts('updateAllocationPlan', { plan: PLAN, bankAccount: null }),
  getInstruments: {
    field: 'Query.instruments',
    prepare: async (kit) => () => read(kit, '{ instruments(first: 3) { nodes { name } } }'),
  },
  getIstrumentById: {
    field: 'Query.instrument',
    prepare: async (kit) => () => read(kit, `{ instrument(id: "${INSTRUMENT}") { name } }`),
  },
  getClientInstrumentUniverse: ofClient('instruments(first: 3)', 'nodes { name }'),
  getOrders: ofClient('orders(first: 3)', 'nodes { status }'),
  getOrderById: {
    field: 'Client.order',
    besides: ['getClientById'],
    prepare: async (kit) => () => read(kit, `{ client(id: "${CLIENT}") { order(id: "${ORDER}") { status } } }`),
  },
  createOrder: acts('placeOrder', orderInput, ['getAccountById', 'getIstrumentById']),
  createOrderWithdrawal: acts('redeemAndWithdraw', redemptionInput, ['getAccountById', 'getIstrumentById']),
  cancelOrder: {
    field: 'Mutation.cancelOrder',
    prepare: async (kit) => {
      const { id } = await succeed(kit, 'placeOrder', orderInput, '... on Order { id }');
      return () => succeed(kit, 'cancelOrder', { order: id });
    },
  },
  getCashTransactions: ofClient(`cashTransactions(ref: "${DEMO_ORDER}", cause: ORDER)`, 'nodes { type }'),
  getFundTransactions: ofClient(`fundTransactions(ref: "${DEMO_ORDER}", cause: ORDER)`, 'nodes { type }'),
  getAccountCashTransactions: ofAccount('cashTransactions(first: 2)', 'nodes { type }'),
  getAccountFundTransactions: ofAccount('fundTransactions(first: 2)', 'nodes { type }'),
  getCashTransactionById: transaction('cash', 'CashTransaction'),
  getFundTransactionById: transaction('fund', 'FundTransaction'),
  createPaymentInstruction: acts('createPaymentInstruction', paymentsInput, ['getAccountById']),
  getPaymentInstruction: {
    field: 'Client.paymentInstruction',
    besides: ['getClientById'],
    prepare: async (kit) => {
      const id = await instruction(kit);
      return () => read(kit, `{ client(id: "${CLIENT}") { paymentInstruction(id: "${id}") { status } } }`);
    },
  },
  getInstructionPayment: {
    field: 'PaymentInstruction.payments',
    besides: ['getPaymentInstruction'],
    prepare: async (kit) => {
      const id = await instruction(kit);
      return () => read(kit, `{ node(id: "${id}") { ... on PaymentInstruction { payments { status } } } }`);
    },
  },
  postJourney: acts('createJourney', journeyInput),
  getJourney: {
    field: 'Client.journey',
    besides: ['getClientById'],
    prepare: async (kit) => {
      const { id } = await succeed(kit, 'createJourney', journeyInput, '... on Journey { id }');
      return () => read(kit, `{ client(id: "${CLIENT}") { journey(id: "${id}") { status } } }`);
    },
  },
  getWebSocket: {
    field: 'Subscription.clientEvents',
    besides: [
      'ping',
      'getClientById',
      'getAccounts',
      'getOrders',
      'getCashTransactions',
      'getFundTransactions',
      'getAllocationPlans',
    ],
    prepare: async (kit) => async () => {
      const watching = kit.watch(
        `subscription { clientEvents(client: "${CLIENT}", includeStatus: true) { __typename } }`,
      );
      const events = await watching.take(1);
      await until(() => kit.sandbox.fondo.sockets(DEMO_CLIENT) === 1, 'the event socket');
      await watching.leave();
      return events;
    },
  },
};
