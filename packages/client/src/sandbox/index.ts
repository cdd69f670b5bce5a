import { controlAt, type ControlOptions } from './control.ts';
import type * as Types from './types.ts';

export type * from './types.ts';
export type { ControlOptions } from './control.ts';

type ObjectChange<C> = (id: Types.Id, change: C) => Promise<Types.SandboxObject>;

/** Puts the sandbox behind a gateway into any state. Every call throws a `GatewayError` where it is refused. */
export interface Sandbox {
  state(): Promise<Types.SandboxState>;
  /** The documented persons, amounts, borrowers and ids. */
  testData(): Promise<unknown>;
  /** Data, faults and calls as at the start. The clock never goes back. */
  reset(start?: Types.Start): Promise<Types.SandboxState>;
  /** Adds objects: all of them or none. */
  seed(seed: Types.Seed): Promise<Types.Seeded>;

  clock(): Promise<Types.Clock>;
  /** Lets what is due within this time happen, at once. */
  advance(by: Types.Duration): Promise<Types.Clock>;
  freeze(): Promise<Types.Clock>;
  /** Lets the clock run, so many times as fast as real time. */
  run(speed?: number): Promise<Types.Clock>;

  order(id: Types.Id, status: Types.OrderStatus): Promise<Types.SandboxObject>;
  journey: ObjectChange<Types.JourneyChange>;
  account: ObjectChange<Types.AccountChange>;
  swishDeposit: ObjectChange<Types.SwishChange>;
  payment: ObjectChange<Types.PaymentChange>;
  withdrawal: ObjectChange<Types.WithdrawalChange>;
  /** A status of an application or limit upgrade; `LAPSED`: PayEx no longer knows it. */
  application(id: Types.Id, status: string): Promise<Types.SandboxObject>;
  /** What the person does in the app, by the id of the application. */
  signing(application: Types.Id, act: Types.SigningAct): Promise<Types.SandboxObject>;
  loanJourney: ObjectChange<Types.LoanJourneyChange>;

  /** Fondo's event sockets, of one client or of all. */
  sockets(action: 'DROP' | 'SILENCE' | 'RESUME', client?: Types.Id): Promise<unknown>;
  /** Sends the webhook of an object, the same delivery so many times. */
  webhook(
    id: Types.Id,
    options?: { readonly times?: number; readonly signature?: 'VALID' | 'WRONG' },
  ): Promise<readonly Types.Delivery[]>;

  fail(fault: Types.FaultInput): Promise<Types.Fault>;
  /** Takes back one fault, or all. */
  heal(fault?: Pick<Types.Fault, 'id'>): Promise<void>;

  /** What the gateway has asked of the providers, newest last. */
  calls(of?: { readonly provider?: Types.ProviderName; readonly operation?: string }): Promise<readonly Types.Call[]>;
  forgetCalls(): Promise<void>;

  /** Starts providers and a gateway of their own, on a port of their own: `await using world = …` ends them. */
  startWorld(start?: Types.Start): Promise<World>;
}

export interface World extends Types.WorldInfo, AsyncDisposable {
  readonly control: Sandbox;
  end(): Promise<void>;
}

/** The control API of a gateway on its sandbox, by the address of the gateway (`http://127.0.0.1:4000`). */
export const sandboxOf = (gateway: string, options: ControlOptions = {}): Sandbox =>
  controlling(`${gateway.replace(/\/(graphql)?$/, '')}/sandbox`, options);

function controlling(base: string, options: ControlOptions): Sandbox {
  const control = controlAt(base, options);
  const change =
    <C extends object>(kind: string): ObjectChange<C> =>
    (id, body) =>
      control('POST', `/${kind}/${encodeURIComponent(id)}`, body);
  const clock = (body: object): Promise<Types.Clock> => control('POST', '/clock', body);
  return {
    state: () => control('GET', ''),
    testData: () => control('GET', '/test-data'),
    reset: (start = {}) => control('POST', '/reset', start),
    seed: (seed) => control('POST', '/seed', seed),
    clock: () => control('GET', '/clock'),
    advance: (advance) => clock({ advance }),
    freeze: () => clock({ frozen: true }),
    run: (speed = 1) => clock({ frozen: false, speed }),
    order: (id, status) => change('orders')(id, { status }),
    journey: change('journeys'),
    account: change('accounts'),
    swishDeposit: change('swish-deposits'),
    payment: change('payments'),
    withdrawal: change('withdrawals'),
    application: (id, status) => change('applications')(id, { status }),
    signing: (id, act) => change('signings')(id, { act }),
    loanJourney: change('loan-journeys'),
    sockets: (action, client) => control('POST', '/sockets', { action, client }),
    webhook: async (id, { times, signature } = {}) => {
      const { deliveries } = await control<{ readonly deliveries: readonly Types.Delivery[] }>('POST', '/webhooks', {
        id,
        times,
        signature,
      });
      return deliveries;
    },
    fail: (fault) => control('POST', '/faults', fault),
    heal: (fault) => control('DELETE', fault ? `/faults/${encodeURIComponent(fault.id)}` : '/faults'),
    calls: async (of = {}) => {
      const query = new URLSearchParams(Object.entries(of)).toString();
      const { calls } = await control<{ readonly calls: readonly Types.Call[] }>('GET', `/calls?${query}`);
      return calls;
    },
    forgetCalls: () => control('DELETE', '/calls'),
    startWorld: async (start = {}) => {
      const world = await control<Types.WorldInfo>('POST', '/worlds', start);
      const end = (): Promise<void> => control('DELETE', `/worlds/${encodeURIComponent(world.id)}`);
      return { ...world, control: controlling(world.sandbox, options), end, [Symbol.asyncDispose]: end };
    },
  };
}
