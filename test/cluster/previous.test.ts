import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startBeside, startKit, until, watchAt, type Watching } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!) {
    clientEvents(client: $client, includeStatus: true, types: [ACCOUNT, CLIENT]) {
      action
      source
      ... on AccountChange {
        account {
          name
        }
        previous {
          name
        }
      }
      ... on ClientChange {
        client {
          name
        }
        before: previous {
          name
        }
      }
      ... on StreamStatus {
        state
      }
    }
  }
`;
const streams = { relay: { backoffMs: [1, 10] }, delayedAfterMs: 60_000, fondoLingerMs: 10 } as const;

describe.skipIf(!hasRedis)('an instance that takes over from another one', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  /** Two gateways: the first holds the client, the second follows it, until it has to take over. */
  async function startTwo() {
    const cluster = clusterOn(redis.url);
    const kit = await startKit({ gateway: { streams, cluster } });
    const { fondo } = kit.sandbox;
    const second = await startBeside(kit, { streams, cluster });
    const variables = { client: DEMO_CLIENT };
    const holder = kit.watch(EVENTS, variables);
    await next(holder, ({ state }) => state === 'LIVE');
    const follower = watchAt(second.url, EVENTS, variables);
    await next(follower, ({ state }) => state === 'LIVE');
    const sockets = (): number => fondo.calls.filter(({ operationId }) => operationId === 'getWebSocket').length;
    return {
      kit,
      follower,
      fondo,
      books: fondo.state.books(DEMO_CLIENT),
      async takeOver() {
        const before = sockets();
        await kit.gateway.close();
        await until(() => sockets() > before && fondo.sockets(DEMO_CLIENT) === 1, 'the other to take over', 10_000);
      },
      async [Symbol.asyncDispose]() {
        await second.close();
        await kit[Symbol.asyncDispose]();
      },
    };
  }

  /** The next event of this kind. */
  async function next(watching: Watching, is: (event: any) => boolean = ({ state }) => state === undefined) {
    for (;;) {
      const [answer] = await watching.take(1);
      const event = answer?.data.clientEvents;
      if (is(event)) return event;
    }
  }

  test('shows the object before a change that nobody has seen, as the log of the cluster has it', async () => {
    await using two = await startTwo();
    const { kit, fondo, books, follower } = two;
    const rename = (name: string): void => {
      kit.sandbox.clock.advance(1_000);
      fondo.state.change(books, 'account', DEMO_ACCOUNT, { name });
    };
    for (const name of ['first', 'second']) {
      rename(name);
      expect(await next(follower)).toMatchObject({ account: { name } });
    }
    fondo.mute(DEMO_CLIENT);
    rename('third');
    await two.takeOver();
    expect(await next(follower)).toEqual({
      action: 'UPDATED',
      source: 'BACKFILL',
      account: { name: 'third' },
      previous: { name: 'second' },
    });
  });

  test('takes several states of one moment for what they are: the last one that was told comes before the next', async () => {
    await using two = await startTwo();
    const { fondo, books, follower } = two;
    for (const name of ['first', 'second']) {
      fondo.state.change(books, 'account', DEMO_ACCOUNT, { name });
      expect(await next(follower)).toMatchObject({ account: { name } });
    }
    const shown = books.tables.account.get(DEMO_ACCOUNT);
    if (shown) books.tables.account.put({ ...shown, name: 'third' }); // of the same moment, and without an event
    await two.takeOver();
    expect(await next(follower)).toMatchObject({ account: { name: 'third' }, previous: { name: 'second' } });
  });

  test('shows the object before the change, where no event of it is in the log, once it has read that', async () => {
    await using two = await startTwo();
    const { kit, fondo, books, follower } = two;
    const { name } = books.client;
    await two.takeOver();
    fondo.state.change(books, 'account', DEMO_ACCOUNT, { name: 'told' });
    expect(await next(follower)).toMatchObject({ account: { name: 'told' } });
    fondo.mute(DEMO_CLIENT);
    kit.sandbox.clock.advance(1_000);
    fondo.state.changeClient(books, { name: 'Another name' });
    fondo.cut(DEMO_CLIENT);
    expect(await next(follower)).toMatchObject({
      source: 'BACKFILL',
      client: { name: 'Another name' },
      before: { name },
    });
  });
});
