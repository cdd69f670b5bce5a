import { expect, test, describe } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startIssuer } from '../clients/setup/issuer.ts';
import { startLine } from '../clients/setup/line.ts';
import { startKit, until, type Kit, type KitOptions } from '../kit/gateway.ts';
import { realtime, transportTo, TRANSPORTS, type Status, type StreamEvent } from './setup/realtime.ts';

const EVENTS = `subscription ($client: ID!, $after: String) {
  clientEvents(client: $client, after: $after, types: [ACCOUNT], includeStatus: true) {
    __typename cursor ... on AccountChange { account { name } } ... on StreamStatus { state since }
  }
}`;

const rename = ({ sandbox: { fondo } }: Kit, name: string): void =>
  void fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
const nameIn = ({ data }: StreamEvent): string => data.clientEvents.account.name as string;
const hasState = (states: readonly Status[], state: string): boolean => states.some((one) => one.state === state);

/** A stream that is read into a list as long as it lasts. */
function reading(stream: AsyncGenerator<StreamEvent, void>) {
  const events: StreamEvent[] = [];
  const ended = (async () => {
    for await (const event of stream) events.push(event);
  })();
  ended.catch(() => undefined);
  return { events, ended };
}

const start = (gateway: KitOptions['gateway'] = {}): Promise<Kit> =>
  startKit({ gateway: { streams: { delayedAfterMs: 200 }, ...gateway } });

describe.each(TRANSPORTS)('over %s', (name) => {
  test('every event arrives once and in order, over a connection that is cut again and again', async () => {
    await using kit = await start();
    await using line = await startLine(kit.gateway.url);
    using transport = await transportTo(name, line.url.replace('/graphql', ''));
    const { subscribeForever } = await realtime();
    const states: Status[] = [];
    const stream = subscribeForever({
      transport,
      document: EVENTS,
      variables: { client: DEMO_CLIENT },
      maxWaitMs: 300,
      onStatus: (status) => states.push(status),
    });
    const { events, ended } = reading(stream);
    await until(() => hasState(states, 'LIVE'), 'the stream to be live');
    for (const round of [1, 2, 3]) {
      rename(kit, `${round} before`);
      await until(() => events.length === round * 2 - 1, 'the event before the cut');
      line.cut();
      rename(kit, `${round} during`);
      line.mend();
      await until(() => events.length === round * 2, 'the event during the cut', 10_000);
    }
    expect(events.map(nameIn)).toEqual([1, 2, 3].flatMap((round) => [`${round} before`, `${round} during`]));
    expect(hasState(states, 'GAP')).toBe(false);
    await stream.return();
    await ended;
  });

  test('the loss of the provider is told as DELAYED, its return as LIVE', async () => {
    await using kit = await start();
    using transport = await transportTo(name, kit.gateway.url);
    const { subscribeForever } = await realtime();
    const states: Status[] = [];
    const stream = subscribeForever({
      transport,
      document: EVENTS,
      variables: { client: DEMO_CLIENT },
      onStatus: (status) => states.push(status),
    });
    const { events } = reading(stream);
    await until(() => hasState(states, 'LIVE'), 'the stream to be live');
    await kit.sandbox.fondo.down();
    await until(() => hasState(states, 'DELAYED'), 'the delay to be told');
    await kit.sandbox.fondo.up();
    await until(() => states.at(-1)?.state === 'LIVE', 'the end of the delay', 10_000);
    expect(events).toEqual([]);
    await stream.return();
  });

  test('what does not exist is final', async () => {
    await using kit = await start();
    using transport = await transportTo(name, kit.gateway.url);
    const { subscribeForever } = await realtime();
    const document = 'subscription ($id: ID!, $after: String) { orderChanged(id: $id, after: $after) { cursor } }';
    const states: string[] = [];
    const { ended } = reading(
      subscribeForever({
        transport,
        document,
        variables: { id: `Order:${DEMO_CLIENT}:7d0f5a3e-6c1b-4b7e-9a52-000000000000` },
        onStatus: ({ state }) => states.push(state),
      }),
    );
    await expect(ended).rejects.toMatchObject({ name: 'GatewayError', code: 'NOT_FOUND' });
    expect(states).not.toContain('RECONNECTING');
  });

  test('a cursor that has expired begins anew and tells of the gap, or ends the stream where that is asked for', async () => {
    await using kit = await start();
    using transport = await transportTo(name, kit.gateway.url);
    const { subscribeForever } = await realtime();
    const states: Status[] = [];
    const options = { transport, document: EVENTS, variables: { client: DEMO_CLIENT }, after: 'long-gone' };
    const stream = subscribeForever({ ...options, onStatus: (status) => states.push(status) });
    const { events } = reading(stream);
    await until(() => hasState(states, 'LIVE'), 'the stream to be live');
    expect(states).toContainEqual({ state: 'GAP', reason: 'CURSOR_EXPIRED' });
    rename(kit, 'after the gap');
    await until(() => events.length === 1, 'the first event');
    await stream.return();
    const { ended } = reading(subscribeForever({ ...options, onExpired: 'throw' }));
    await expect(ended).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  test('a stream that is left while it waits ends at once, and so does its subscription at the gateway', async () => {
    await using kit = await start();
    using transport = await transportTo(name, kit.gateway.url);
    const { subscribeForever } = await realtime();
    const controller = new AbortController();
    const states: Status[] = [];
    const options = { transport, document: EVENTS, variables: { client: DEMO_CLIENT } };
    const onStatus = (status: Status): number => states.push(status);
    const left = reading(subscribeForever({ ...options, onStatus, signal: controller.signal }));
    await until(() => hasState(states, 'LIVE'), 'the stream to be live');
    controller.abort();
    await left.ended;
    const stream = subscribeForever(options);
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    const sockets = async (): Promise<number> =>
      (await kit.query('{ providers { provider streams { sockets } } }')).data.providers
        .map(({ streams }: { streams: { sockets: number } | null }) => streams?.sockets ?? 0)
        .reduce((sum: number, one: number) => sum + one, 0);
    await expect.poll(sockets).toBe(0);
  });

  test('credentials that expire are renewed, and nothing is missed', async () => {
    await using issuer = await startIssuer();
    await using kit = await start({ auth: loadSettings(issuer.env).auth });
    let asked = 0;
    using transport = await transportTo(name, kit.gateway.url, async () => {
      asked += 1;
      return { authorization: `Bearer ${await issuer.token(asked === 1 ? 2 : 600)}` };
    });
    const { subscribeForever } = await realtime();
    const states: Status[] = [];
    const stream = subscribeForever({
      transport,
      document: EVENTS,
      variables: { client: DEMO_CLIENT },
      onStatus: (status) => states.push(status),
    });
    const { events } = reading(stream);
    await until(() => hasState(states, 'LIVE'), 'the stream to be live');
    rename(kit, 'first');
    await until(() => events.length === 1, 'the first event');
    await until(() => hasState(states, 'RECONNECTING'), 'the end of the token');
    rename(kit, 'second');
    await until(() => events.length === 2, 'the second event');
    expect([asked, ...events.map(nameIn)]).toEqual([2, 'first', 'second']);
    await stream.return();
  });

  test('a connection that stays open and says nothing more is replaced, and nothing is missed', async () => {
    await using kit = await start();
    await using line = await startLine(kit.gateway.url);
    using transport = await transportTo(name, line.url.replace('/graphql', ''), undefined, 1_500);
    const { subscribeForever } = await realtime();
    const states: Status[] = [];
    const stream = subscribeForever({
      transport,
      document: EVENTS,
      variables: { client: DEMO_CLIENT },
      maxWaitMs: 300,
      onStatus: (status) => states.push(status),
    });
    const { events } = reading(stream);
    await until(() => hasState(states, 'LIVE'), 'the stream to be live');
    for (let round = 1; round <= 10; round += 1) {
      rename(kit, `${round}`); // a sign of life
      await until(() => events.length === round, 'the event');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(hasState(states, 'RECONNECTING')).toBe(false);
    line.freeze();
    rename(kit, 'into the silence');
    await until(() => hasState(states, 'RECONNECTING'), 'the silence to be noticed', 10_000);
    line.thaw();
    await until(() => events.length === 11, 'the missed event', 10_000);
    expect(events.map(nameIn)).toEqual([...Array.from({ length: 10 }, (_, at) => `${at + 1}`), 'into the silence']);
    expect(hasState(states, 'GAP')).toBe(false);
    await stream.return();
  });

  test('credentials that cannot be renewed for a while are asked for again, and nothing is missed', async () => {
    await using kit = await start();
    await using line = await startLine(kit.gateway.url);
    let asked = 0;
    using transport = await transportTo(name, line.url.replace('/graphql', ''), () => {
      asked += 1;
      if (asked === 2 || asked === 3) throw new Error('The token service is down.');
      return {};
    });
    const { subscribeForever } = await realtime();
    const states: Status[] = [];
    const stream = subscribeForever({
      transport,
      document: EVENTS,
      variables: { client: DEMO_CLIENT },
      maxWaitMs: 300,
      onStatus: (status) => states.push(status),
    });
    const { events } = reading(stream);
    await until(() => hasState(states, 'LIVE'), 'the stream to be live');
    rename(kit, 'before');
    await until(() => events.length === 1, 'the first event');
    line.cut();
    rename(kit, 'during');
    line.mend();
    await until(() => events.length === 2, 'the missed event', 10_000);
    expect([asked, ...events.map(nameIn)]).toEqual([4, 'before', 'during']);
    const reasons = states.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
    expect(reasons).toContain('The token service is down.');
    await stream.return();
  });

  test('credentials that were never valid end the stream, after they were asked for once more', async () => {
    await using issuer = await startIssuer();
    await using kit = await start({ auth: loadSettings(issuer.env).auth });
    let asked = 0;
    using transport = await transportTo(name, kit.gateway.url, () => ({ authorization: `Bearer ${(asked += 1)}` }));
    const { subscribeForever } = await realtime();
    const { ended } = reading(subscribeForever({ transport, document: EVENTS, variables: { client: DEMO_CLIENT } }));
    await expect(ended).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(asked).toBe(2);
  });
});

test('a stream of events is refused whose document could not be resumed', async () => {
  await using kit = await start();
  using transport = await transportTo('WebSocket', kit.gateway.url);
  const { subscribeForever } = await realtime();
  const follow = (document: string) => () => subscribeForever({ transport, document });
  expect(follow('subscription { clientEvents(client: "c") { cursor } }')).toThrow('without `after: $after`');
  expect(follow('subscription ($a: String) { clientEvents(client: "c", after: $a) { action } }')).toThrow(
    '`cursor` is selected',
  );
  expect(follow('{ __typename }')).toThrow('no subscription');
});
