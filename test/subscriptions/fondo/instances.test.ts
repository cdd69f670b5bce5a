import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { startProxy } from '../../cluster/proxy.ts';
import { startBeside, startKit, until, watchAt, type Answered, type Kit, type Watching } from '../../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../../kit/redis.ts';

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!, $after: String, $status: Boolean) {
    clientEvents(client: $client, after: $after, includeStatus: $status, types: [ACCOUNT]) {
      cursor
      ... on AccountChange {
        account {
          name
        }
      }
      ... on StreamStatus {
        state
      }
    }
  }
`;
const streams = { relay: { backoffMs: [1, 10] }, delayedAfterMs: 200, fondoLingerMs: 10 } as const;

const names = (answers: readonly Answered[]): string[] => answers.map(({ data }) => data.clientEvents.account.name);

describe.skipIf(!hasRedis)('two instances that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  /** Two gateways over one sandbox, the first of which reaches Redis through a proxy. */
  async function startTwo() {
    const proxy = await startProxy(redis.port);
    const shared = clusterOn(redis.url);
    const first = await startKit({
      gateway: { streams, cluster: { ...shared, url: `redis://127.0.0.1:${proxy.port}` } },
    });
    const second = await startBeside(first, { streams, cluster: shared });
    return {
      first,
      second,
      proxy,
      async [Symbol.asyncDispose]() {
        await second.close();
        await first[Symbol.asyncDispose]();
        await proxy[Symbol.asyncDispose]();
      },
    };
  }

  const rename = ({ sandbox: { fondo, clock } }: Kit, name: string): void => {
    clock.advance(1_000);
    fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
  };

  /** Subscribes, and waits until the stream is up to date. */
  async function listen(watch: () => Watching): Promise<Watching> {
    const watching = watch();
    for (let state = ''; state !== 'LIVE';) state = (await watching.take(1))[0]?.data.clientEvents.state;
    return watching;
  }
  const variables = { client: DEMO_CLIENT, status: true };

  /** The names that are told, up to this one, without what is told of the stream itself. */
  async function namesUntil(watching: Watching, last: string): Promise<string[]> {
    const told: string[] = [];
    while (told.at(-1) !== last) {
      const { state, account } = (await watching.take(1))[0]?.data.clientEvents ?? {};
      if (state === undefined) told.push(account.name);
    }
    return told;
  }

  test('open one socket for a client, and one is told what the other hears', async () => {
    await using two = await startTwo();
    const at = [
      await listen(() => two.first.watch(EVENTS, variables)),
      await listen(() => watchAt(two.second.url, EVENTS, variables)),
    ];
    rename(two.first, 'heard by one');
    for (const watching of at) expect(names(await watching.take(1))).toEqual(['heard by one']);
    expect(two.first.sandbox.fondo.calls.filter(({ operationId }) => operationId === 'getWebSocket')).toHaveLength(1);
  });

  test('accept the cursor of one at the other, over either transport, and refuse one that nobody issued', async () => {
    await using two = await startTwo();
    const watching = await listen(() => two.first.watch(EVENTS, variables));
    for (const name of ['a', 'b', 'c']) rename(two.first, name);
    const [a] = await watching.take(3);
    const after = a?.data.clientEvents.cursor;
    for (const transport of ['socket', 'events'] as const) {
      const again = watchAt(two.second.url, EVENTS, { client: DEMO_CLIENT, after }, transport);
      expect(names(await again.take(2))).toEqual(['b', 'c']);
      await again.leave();
    }
    const refused = watchAt(two.second.url, EVENTS, { client: DEMO_CLIENT, after: 'made up' }).next();
    await expect(refused).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
  });

  test('go on where a cursor says, also at one that has not heard that much yet', async () => {
    await using two = await startTwo();
    const mine = await listen(() => two.first.watch(EVENTS, variables));
    const other = await listen(() => watchAt(two.second.url, EVENTS, variables));
    const release = two.proxy.holdPublished();
    for (const name of ['a', 'b']) rename(two.first, name);
    const [, b] = await other.take(2);
    const again = await listen(() =>
      two.first.watch(EVENTS, { ...variables, after: b?.data.clientEvents.cursor as string }),
    );
    release();
    rename(two.first, 'c');
    expect(await namesUntil(again, 'c')).toEqual(['c']);
    expect(await namesUntil(mine, 'c')).toEqual(['a', 'b', 'c']);
  });

  test('need no more of Redis than the ACL of docs/scale-out.md permits', async () => {
    const acl = /^user gateway (.+)$/m.exec(readFileSync('docs/scale-out.md', 'utf8'))?.[1] ?? '';
    await using guarded = await startRedis('--user', 'gateway', ...acl.split(' '), '--user', 'default', 'off');
    const cluster = clusterOn(guarded.url, { prefix: 'gw1:', username: 'gateway', password: 'password' });
    await using kit = await startKit({ gateway: { streams, cluster } });
    const watching = await listen(() => kit.watch(EVENTS, variables));
    rename(kit, 'permitted');
    const [event] = await watching.take(1);
    expect(event?.data.clientEvents.account.name).toBe('permitted');
    const after = event?.data.clientEvents.cursor;
    rename(kit, 'resumed');
    expect(names(await kit.watch(EVENTS, { client: DEMO_CLIENT, after }).take(1))).toEqual(['resumed']);
    await expect(startKit({ gateway: { cluster: { ...cluster, prefix: 'other:' } } })).rejects.toThrow(
      /NOPERM|permission/i,
    );
  });

  test('accept a cursor after both were restarted', async () => {
    await using two = await startTwo();
    const watching = await listen(() => two.first.watch(EVENTS, variables));
    rename(two.first, 'seen');
    const after = (await watching.take(1))[0]?.data.clientEvents.cursor;
    await watching.leave();
    await until(() => two.first.sandbox.fondo.sockets(DEMO_CLIENT) === 0, 'the socket to close');
    rename(two.first, 'missed');
    const again = watchAt(two.second.url, EVENTS, { client: DEMO_CLIENT, after });
    expect(names(await again.take(1))).toEqual(['missed']);
  });

  test('take over from one that is cut off, which tells what it missed when it is back', async () => {
    await using two = await startTwo();
    const { fondo } = two.first.sandbox;
    const mine = await listen(() => two.first.watch(EVENTS, variables));
    const other = await listen(() => watchAt(two.second.url, EVENTS, variables));
    two.proxy.cut();
    rename(two.first, 'while cut off');
    expect(await namesUntil(other, 'while cut off')).toEqual(['while cut off']);
    two.proxy.heal();
    await until(() => fondo.sockets(DEMO_CLIENT) === 1, 'the socket of the one that was cut off to close', 10_000);
    rename(two.first, 'afterwards');
    expect(await namesUntil(mine, 'afterwards')).toEqual(['while cut off', 'afterwards']);
    expect(await namesUntil(other, 'afterwards')).toEqual(['afterwards']);
  });

  test('keep the socket at one whose own subscribers have left, as long as the other has some', async () => {
    await using two = await startTwo();
    const { fondo } = two.first.sandbox;
    const mine = await listen(() => two.first.watch(EVENTS, variables));
    const other = await listen(() => watchAt(two.second.url, EVENTS, variables));
    await mine.leave();
    for (const name of ['a', 'b']) {
      rename(two.first, name);
      expect(await namesUntil(other, name)).toEqual([name]);
    }
    expect(fondo.calls.filter(({ operationId }) => operationId === 'getWebSocket')).toHaveLength(1);
  });

  test('answer queries while Redis is away, begin streams as delayed, and have those with a cursor come again', async () => {
    await using two = await startTwo();
    const { query, watch } = two.first;
    const watching = await listen(() => watch(EVENTS, variables));
    rename(two.first, 'before');
    const after = (await watching.take(1))[0]?.data.clientEvents.cursor as string;
    two.proxy.cut();
    expect((await watching.take(1))[0]?.data.clientEvents.state).toBe('DELAYED');
    expect((await query(`{ client(id: "${DEMO_CLIENT}") { id } }`)).errors).toBeUndefined();
    await expect(watch(EVENTS, { ...variables, after }).next()).rejects.toMatchObject([
      { extensions: { code: 'UNAVAILABLE', retryable: true } },
    ]);
    const begun = watch(EVENTS, variables);
    expect((await begun.take(1))[0]?.data.clientEvents.state).toBe('DELAYED');
    rename(two.first, 'meanwhile');
    two.proxy.heal();
    for (const one of [watching, begun]) expect(await namesUntil(one, 'meanwhile')).toEqual(['meanwhile']);
    const again = watch(EVENTS, { client: DEMO_CLIENT, after });
    expect(names(await again.take(1))).toEqual(['meanwhile']);
  });
});
