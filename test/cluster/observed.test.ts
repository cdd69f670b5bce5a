import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { openCluster } from '../../src/cluster/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, until } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { startProxy } from './proxy.ts';

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!) {
    clientEvents(client: $client, types: [ACCOUNT], includeStatus: true) {
      __typename
    }
  }
`;

interface Span {
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

/** Takes spans as an OpenTelemetry collector does. */
async function startCollector() {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      texts.push(text);
      response.setHeader('content-type', 'application/json').end('{}');
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    texts,
    spans: (): Span[] =>
      texts
        .map((text) => JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] })
        .flatMap(({ resourceSpans }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe.skipIf(!hasRedis)('an instance that shares a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  test('traces each write of events, from when it knew them until Redis has them, and names nobody', async () => {
    await using collector = await startCollector();
    const { telemetry } = loadSettings({});
    const tracing = { endpoint: collector.endpoint, service: 'gateway', ratio: 1 };
    await using kit = await startKit({
      gateway: { cluster: clusterOn(redis.url), telemetry: { ...telemetry, logLevel: 'error', tracing } },
    });
    const { state } = kit.sandbox.fondo;
    const watching = kit.watch(EVENTS, { client: DEMO_CLIENT });
    await watching.take(1);
    const changedAt = Date.now();
    state.change(state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name: 'savings for the wedding' });
    await watching.take(1);
    await watching.leave();
    await kit.gateway.close();
    const [append] = collector.spans().filter(({ name }) => name === 'append');
    const attributes = Object.fromEntries((append?.attributes ?? []).map(({ key, value }) => [key, value]));
    expect(attributes).toEqual({
      'db.system.name': { stringValue: 'redis' },
      'messaging.batch.message_count': { intValue: 1 },
    });
    const [from, to] = [append?.startTimeUnixNano, append?.endTimeUnixNano].map((time) => Number(time) / 1e6);
    expect(from).toBeGreaterThanOrEqual(changedAt);
    expect(to).toBeGreaterThanOrEqual(from ?? NaN);
    expect(to).toBeLessThanOrEqual(Date.now());
    for (const needle of [DEMO_CLIENT, DEMO_ACCOUNT, 'wedding']) expect(collector.texts.join()).not.toContain(needle);
  });

  test('says in its log, once each, that Redis does not answer, and that it answers again and after how long', async () => {
    await using proxy = await startProxy(redis.port);
    const lines: { level: string; message: string; ms?: number | undefined }[] = [];
    const log = (level: string) => (message: string, entry?: { readonly ms?: number }) =>
      void lines.push({ level, message, ms: entry?.ms });
    const cluster = await openCluster(clusterOn(`redis://127.0.0.1:${proxy.port}`), {
      info: log('info'),
      warn: log('warn'),
    });
    const isUp = (): boolean => cluster.status?.().isUp === true;
    expect(lines).toEqual([]);
    proxy.cut();
    await until(() => !isUp(), 'Redis to be away', 10_000);
    expect(lines).toEqual([{ level: 'warn', message: expect.stringMatching(/^Redis does not answer/) }]);
    const awayAt = Date.now();
    // Looks that fail as well are no news.
    const { failed } = cluster.status?.().commands ?? { failed: 0 };
    await until(() => (cluster.status?.().commands.failed ?? 0) > failed + 1, 'it to have looked again', 10_000);
    proxy.heal();
    await until(isUp, 'Redis to be back', 10_000);
    const [, back, ...more] = lines;
    expect(more).toEqual([]);
    expect(back).toMatchObject({ level: 'warn', message: 'Redis answers again' });
    expect(back?.ms).toBeGreaterThanOrEqual(0);
    expect(back?.ms).toBeLessThanOrEqual(Date.now() - awayAt + 100);
    await cluster.close();
  });
});
