import { DEMO_ACCOUNT, DEMO_INSTRUMENT } from '../sandbox/fondo/index.ts';
import type { Request } from './load.ts';

/** A frontend use case, as a request to the hand-written back end and to the gateway. */
export interface Workload {
  readonly name: string;
  /** Difference from the other workloads. */
  readonly about?: string;
  /** Number of funds of the platform. */
  readonly funds?: number;
  /** Latency of each upstream response. */
  readonly latencyMs?: number;
  readonly back: (client: string) => Request;
  readonly gateway: (client: string) => Request;
}

/** Clients of concurrent callers: two operations rarely request the same personal data. */
export const CLIENTS = Array.from({ length: 64 }, (_, at) => `49ad7378-121c-4a53-9894-${String(at).padStart(12, '0')}`);

const DASHBOARD = `query Dashboard($client: ID!) { client(id: $client) { name
  accounts(first: 20) { nodes { name balance { amount } positions { units instrument { name } } } }
  orders(first: 50) { nodes { status account { name } instrument { name } } } } }`;

const ORDERS = `query Orders($client: ID!, $first: Int!) { client(id: $client) {
  orders(first: $first) { nodes { status amount { amount } account { name } instrument { name } } } } }`;

const ACCOUNTS = `query Accounts($client: ID!, $first: Int!) { client(id: $client) {
  accounts(first: $first) { nodes { name balance { amount } positions { units instrument { name } } } } } }`;

const PLACE = `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { id status } } }`;

export const graphql = (query: string, variables?: unknown): Request => ({
  path: '/graphql',
  body: JSON.stringify({ query, variables }),
});

export const dashboard: Workload = {
  name: 'dashboard',
  back: (client) => ({ path: `/dashboard/${client}` }),
  gateway: (client) => graphql(DASHBOARD, { client }),
};

export const orders300: Workload = {
  name: 'orders300',
  back: (client) => ({ path: `/orders300/${client}` }),
  gateway: (client) => graphql(ORDERS, { client, first: 300 }),
};

export const tiny: Workload = {
  name: 'tiny',
  back: () => ({ path: '/tiny' }),
  gateway: () => graphql('{ __typename }'),
};

const placeOrder: Workload = {
  name: 'placeOrder',
  back: (client) => ({
    path: `/order/${client}`,
    body: JSON.stringify({ account: DEMO_ACCOUNT, instrument: DEMO_INSTRUMENT, amount: 150.5 }),
  }),
  gateway: (client) =>
    graphql(PLACE, {
      input: {
        account: `Account:${client}:${DEMO_ACCOUNT}`,
        instrument: `Instrument:${DEMO_INSTRUMENT}`,
        trade: { buyAmount: '150.5' },
        executor: '197001010003',
      },
    }),
};

/** All workloads, in the order of the report. */
export const WORKLOADS: readonly Workload[] = [
  dashboard,
  orders300,
  tiny,
  placeOrder,
  { ...dashboard, name: 'dashboard80', about: 'a platform of 80 funds', funds: 80 },
  { ...dashboard, name: 'dashboard40', about: 'a platform of 40 funds', funds: 40 },
  { ...dashboard, name: 'dashboard50ms', about: '50 ms upstream latency', latencyMs: 50 },
];

const ORDER = 'status amount { amount } account { name } instrument { name }';

/** Requests `count` orders in one operation, as parallel pages of at most 500 (the maximum page size). */
export function ordersPages(count: number): (client: string) => Request {
  const pages = Array.from({ length: Math.ceil(count / 500) }, (_, at) => {
    const first = Math.min(500, count - at * 500);
    return `page${at}: orders(first: ${first}) { nodes { ${ORDER} } }`;
  });
  const query = `query Orders($client: ID!) { client(id: $client) { ${pages.join(' ')} } }`;
  return (client) => graphql(query, { client });
}

export const accountsOf =
  (first: number) =>
  (client: string): Request =>
    graphql(ACCOUNTS, { client, first });
