import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { schema } from '../../src/schema/index.ts';
import { until } from '../kit/gateway.ts';
import { EVERYTHING, startAuthKit, type AuthKit } from './kit.ts';
import { SAMPLES } from './samples.ts';
import { visitsOf, type Visit } from './walk.ts';

const NOBODY = '00000000-0000-4000-8000-000000000009';
/** Ids of the right form for what no sandbox holds until it is made. */
const samples = {
  ...SAMPLES,
  ID: `${DEMO_CLIENT}`,
  'Subscription.swishDepositChanged.id': `SwishDeposit:${DEMO_CLIENT}:${DEMO_ACCOUNT}:d1`,
  'Subscription.paymentInstructionChanged.id': `PaymentInstruction:${DEMO_CLIENT}:${NOBODY}`,
};

/** One subscription of each kind there is. */
const streams: readonly Visit[] = visitsOf(schema, samples).filter(
  ({ operation, fields }) => operation === 'subscription' && fields[0]?.startsWith('Subscription.'),
);

describe('every stream', () => {
  let auth: AuthKit;
  beforeAll(async () => void (auth = await startAuthKit()), 60_000);
  afterAll(() => auth[Symbol.asyncDispose]());

  /** The code with which a stream over WebSocket ends before it has shown anything. */
  async function refusal(claims: Record<string, unknown>, query: string): Promise<unknown> {
    const socket = await auth.socket();
    const authorization = `Bearer ${await auth.token(claims, { subject: 'stranger' })}`;
    socket.send({ type: 'connection_init', payload: { authorization } });
    expect(await socket.next()).toEqual({ type: 'connection_ack' });
    socket.send({ type: 'subscribe', id: '1', payload: { query } });
    const { type, payload } = await socket.next();
    const errors = type === 'error' ? payload : payload?.errors;
    return type === 'next' && payload.data && Object.values(payload.data).some(Boolean)
      ? `shown: ${JSON.stringify(payload.data)}`
      : errors?.[0]?.extensions?.code;
  }
  const upstream = (): string[] =>
    [auth.kit.sandbox.fondo, auth.kit.sandbox.payex, auth.kit.sandbox.aarthik]
      .flatMap(({ callList }) => callList())
      .filter((call) => !call.includes('/auth/token') && !call.includes('/ping'));

  test('there is one for each field of the subscription type', () => {
    expect(streams.map(({ root }) => root).sort()).toEqual(
      Object.keys(schema.getSubscriptionType()?.getFields() ?? {}).sort(),
    );
  });

  test('without its permission it is forbidden over WebSocket too, and no provider is asked', async () => {
    const claims = { ...EVERYTHING, permissions: [] };
    for (const { document } of streams) expect(await refusal(claims, document), document).toBe('FORBIDDEN');
    expect(upstream()).toEqual([]);
    expect(auth.kit.sandbox.fondo.sockets(DEMO_CLIENT)).toBe(0);
  }, 120_000);

  test('out of reach it is not found over WebSocket too, and no provider is asked', async () => {
    const claims = { permissions: EVERYTHING.permissions };
    for (const { document } of streams) expect(await refusal(claims, document), document).toBe('NOT_FOUND');
    expect(upstream()).toEqual([]);
    expect(auth.kit.sandbox.fondo.sockets(DEMO_CLIENT)).toBe(0);
  }, 120_000);

  test('with the credentials it ends over WebSocket, whichever it is, and its source with it', async () => {
    const socket = await auth.socket();
    const authorization = `Bearer ${await auth.token(EVERYTHING, { expiresIn: 3 })}`;
    socket.send({ type: 'connection_init', payload: { authorization } });
    await socket.next();
    streams.forEach(({ document: query }, at) =>
      socket.send({ type: 'subscribe', id: String(at), payload: { query } }),
    );
    expect(await socket.closed()).toEqual({ code: 4403, reason: 'The credentials have expired.' });
    await until(() => auth.kit.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the upstream socket to close');
  }, 60_000);
});
