import { z } from 'zod';
import * as acts from './model/acts.ts';
import { duration } from './model/common.ts';
import { Calls, Fault, FaultRequest } from './model/faults.ts';
import { Seed, Seeded, Start } from './model/seed.ts';
import * as state from './model/state.ts';

/** One operation of the control: what the router, the types of the handlers and the OpenAPI description go by. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/sandbox`; `{id}` stands for one percent-encoded segment. */
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  /** Whether the body may be left out. */
  readonly bodyOptional?: true;
  readonly answer?: z.ZodType;
  readonly status?: 201 | 204;
  /** Names of query parameters that may be given. */
  readonly query?: readonly string[];
}

const ClockChange = z
  .strictObject({ advance: duration.optional(), frozen: z.boolean().optional(), speed: Start.shape.speed })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'expected advance, frozen or speed')
  .meta({ id: 'ClockChange', description: '`frozen` and `speed` are set first, then the time advances.' });

export const OPERATIONS = {
  getState: { method: 'GET', path: '', summary: 'Everything that is there', answer: state.State },
  getTestData: { method: 'GET', path: '/test-data', summary: 'The documented test data', answer: state.TestData },
  reset: {
    method: 'POST',
    path: '/reset',
    summary: 'Everything as at the start, but the time: that never goes back',
    body: Start,
    bodyOptional: true,
    answer: state.State,
  },
  seed: {
    method: 'POST',
    path: '/seed',
    summary: 'Adds objects: all of them or none',
    body: Seed,
    answer: Seeded,
    status: 201,
  },
  getClock: { method: 'GET', path: '/clock', summary: 'The time of the sandbox', answer: state.Clock },
  setClock: {
    method: 'POST',
    path: '/clock',
    summary: 'Advances, freezes or speeds up the time',
    body: ClockChange,
    answer: state.Clock,
  },
  setOrder: {
    method: 'POST',
    path: '/orders/{id}',
    summary: 'Puts an order into a status',
    body: acts.OrderChange,
    answer: state.Order,
  },
  setJourney: {
    method: 'POST',
    path: '/journeys/{id}',
    summary: 'Puts a journey of Fondo at a step, or ends it',
    body: acts.JourneyChange,
    answer: state.Journey,
  },
  setAccount: {
    method: 'POST',
    path: '/accounts/{id}',
    summary: 'Puts an account into a status, or cash on it',
    body: acts.AccountChange,
    answer: state.Account,
  },
  setSwishDeposit: {
    method: 'POST',
    path: '/swish-deposits/{id}',
    summary: 'Ends a deposit by Swish',
    body: acts.SwishDepositChange,
    answer: state.SwishDeposit,
  },
  setPayment: {
    method: 'POST',
    path: '/payments/{id}',
    summary: 'Moves an autogiro payment',
    body: acts.PaymentChange,
    answer: state.Payment,
  },
  setWithdrawal: {
    method: 'POST',
    path: '/withdrawals/{id}',
    summary: 'Settles a withdrawal, or lets it fail',
    body: acts.WithdrawalChange,
    answer: state.Withdrawal,
  },
  setSockets: {
    method: 'POST',
    path: '/sockets',
    summary: 'Drops or silences the event sockets of Fondo',
    body: acts.SocketChange,
    answer: acts.Sockets,
  },
  setApplication: {
    method: 'POST',
    path: '/applications/{id}',
    summary: 'Puts an application or a limit upgrade of PayEx into a status',
    body: acts.ApplicationChange,
    answer: state.Application,
  },
  actOnSigning: {
    method: 'POST',
    path: '/signings/{id}',
    summary: 'What the person does in the signing of this application',
    body: acts.SigningAct,
    answer: state.Application,
  },
  setLoanJourney: {
    method: 'POST',
    path: '/loan-journeys/{id}',
    summary: 'Puts a loan journey into a status, lets a lender answer, or decides on the consent',
    body: acts.LoanJourneyChange,
    answer: state.LoanJourney,
  },
  sendWebhook: {
    method: 'POST',
    path: '/webhooks',
    summary: 'Sends the webhook of an object as it is now',
    body: acts.WebhookRequest,
    answer: acts.Deliveries,
  },
  addFault: {
    method: 'POST',
    path: '/faults',
    summary: 'Makes a provider slow, down or odd for a while',
    body: FaultRequest,
    answer: Fault,
    status: 201,
  },
  removeFault: { method: 'DELETE', path: '/faults/{id}', summary: 'Takes a fault back', status: 204 },
  removeFaults: { method: 'DELETE', path: '/faults', summary: 'Takes all faults back', status: 204 },
  getCalls: {
    method: 'GET',
    path: '/calls',
    summary: 'What the gateway has asked of the providers, newest last, at most a thousand',
    answer: Calls,
    query: ['provider', 'operation'],
  },
  forgetCalls: { method: 'DELETE', path: '/calls', summary: 'Forgets the calls', status: 204 },
  startWorld: {
    method: 'POST',
    path: '/worlds',
    summary: 'Starts providers and a gateway of their own',
    body: Start,
    bodyOptional: true,
    answer: state.World,
    status: 201,
  },
  getWorlds: { method: 'GET', path: '/worlds', summary: 'The worlds that run', answer: state.Worlds },
  getWorld: { method: 'GET', path: '/worlds/{id}', summary: 'A world', answer: state.World },
  endWorld: { method: 'DELETE', path: '/worlds/{id}', summary: 'Ends a world', status: 204 },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
type Body<O> = O extends { readonly body: infer B extends z.ZodType } ? z.output<B> : undefined;
type Answer<O> = O extends { readonly answer: infer A extends z.ZodType } ? z.output<A> : void;

export interface Call<B> {
  /** The decoded `{id}` of the path; empty where it has none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: B;
  /** Address of the gateway itself: `http://127.0.0.1:4000`. */
  readonly own: string;
}

export type Handlers = {
  readonly [N in OperationName]: (
    call: Call<Body<(typeof OPERATIONS)[N]>>,
  ) => Answer<(typeof OPERATIONS)[N]> | Promise<Answer<(typeof OPERATIONS)[N]>>;
};
