import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startBeside, startKit, watchAt, type Kit, type Watching } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!, $after: String, $status: Boolean) {
    clientEvents(client: $client, types: [ACCOUNT], after: $after, includeStatus: $status) {
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

/** The steps of docs/scale-out.md by which a secret is replaced, each beside the one after it. */
const STEPS = [
  { secret: 'old', previousSecrets: [] },
  { secret: 'old', previousSecrets: ['new'] },
  { secret: 'new', previousSecrets: ['old'] },
  { secret: 'new', previousSecrets: [] },
];

describe.skipIf(!hasRedis)('while FILES_SECRET is replaced', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  const rename = ({ sandbox: { fondo, clock } }: Kit, name: string): void => {
    clock.advance(1_000);
    fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name });
  };
  const variables = { client: DEMO_CLIENT, status: true };
  async function live(watching: Watching): Promise<Watching> {
    for (let state = ''; state !== 'LIVE';) state = (await watching.take(1))[0]?.data.clientEvents.state;
    return watching;
  }

  test('instances of two steps tell the same, and accept the cursors of one another but at one of the steps', async () => {
    const base = clusterOn(redis.url);
    const streams = { relay: { backoffMs: [1, 10] }, fondoLingerMs: 10 } as const;
    let expired = 0;
    for (const [at, step] of STEPS.slice(0, -1).entries()) {
      const prefix = `${base.prefix}${at}:`;
      await using first = await startKit({ gateway: { streams, cluster: { ...base, ...step, prefix } } });
      const second = await startBeside(first, { streams, cluster: { ...base, ...STEPS[at + 1], prefix } });
      const both = [await live(first.watch(EVENTS, variables)), await live(watchAt(second.url, EVENTS, variables))];
      for (const name of ['a', 'b']) rename(first, name);
      const told = await Promise.all(both.map((watching) => watching.take(2)));
      for (const events of told) expect(events.map(({ data }) => data.clientEvents.account.name)).toEqual(['a', 'b']);
      const after = told[0]?.[0]?.data.clientEvents.cursor as string;
      const resumed = await watchAt(second.url, EVENTS, { client: DEMO_CLIENT, after })
        .take(1)
        .catch((errors: unknown) => errors as { extensions: { code: string } }[]);
      if (JSON.stringify(resumed).includes('CURSOR_EXPIRED')) expired += 1;
      else expect(resumed).toMatchObject([{ data: { clientEvents: { account: { name: 'b' } } } }]);
      await second.close();
    }
    expect(expired).toBe(1);
  });
});
