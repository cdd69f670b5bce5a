import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import { post, watchAt } from '../../kit/gateway.ts';
import { askControl, at, putAt, startControl } from './kit.ts';

const ACCOUNT = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
const balanceAt = async (url: string) =>
  (await post(url, `{ node(id: "${ACCOUNT}") { ... on Account { balance { amount } } } }`)).data.node.balance.amount;

test('two worlds know nothing of each other, nor of the sandbox that started them', async () => {
  await using kit = await startControl();
  const [one, two] = await Promise.all([kit.put('/worlds', { frozen: true }), kit.put('/worlds', { frozen: true })]);
  expect(new Set([one.url, two.url, kit.gateway.url]).size).toBe(3);
  expect(one).toMatchObject({ graphql: `${one.url}/graphql`, sandbox: `${one.url}/sandbox`, idleAfter: 'PT15M' });
  const before = await balanceAt(two.url);
  const watching = watchAt(
    two.url,
    `subscription { accountChanged(id: "${ACCOUNT}") { account { balance { amount } } } }`,
  );
  await watching.take(1);
  await putAt(one.url, at('accounts', ACCOUNT), { deposit: 1_000 });
  expect(Number(await balanceAt(one.url))).toBe(Number(before) + 1_000);
  await putAt(one.url, '/clock', { advance: 'P1D' });
  await putAt(one.url, '/faults', { provider: 'PAYEX', kind: 'DOWN' });
  expect([await balanceAt(two.url), await balanceAt(kit.gateway.url)]).toEqual([before, before]);
  const { body: second } = await askControl(two.url, 'GET', '');
  const { body: first } = await askControl(one.url, 'GET', '');
  expect(second.providers.PAYEX.up).toBe(true);
  expect(Date.parse(first.clock.now) - Date.parse(second.clock.now)).toBeGreaterThan(23 * 3_600_000);
  await putAt(two.url, at('accounts', ACCOUNT), { deposit: 1 });
  const [next] = await watching.take(1);
  expect(Number(next?.data.accountChanged.account.balance.amount)).toBe(Number(before) + 1);
});

test('a world begins with the seed that it was given, and its reset takes it back to the test data', async () => {
  await using kit = await startControl();
  const world = await kit.put('/worlds', { empty: true, frozen: true, seed: { clients: [{ name: 'Världen AB' }] } });
  const clients = async () =>
    (await askControl(world.url, 'GET', '')).body.clients.map((one: { name: string }) => one.name);
  expect(await clients()).toEqual(['Världen AB']);
  expect((await post(world.url, '{ clients { nodes { name } } }')).data.clients.nodes).toEqual([
    { name: 'Världen AB' },
  ]);
  await putAt(world.url, '/reset', {});
  expect(await clients()).toHaveLength(3);
  expect((await askControl(world.url, 'GET', '/clock')).body.frozen).toBe(true);
});

test('a world whose seed is refused is not started', async () => {
  await using kit = await startControl();
  const { status, body } = await kit.ask('POST', '/worlds', { seed: { accounts: [{ client: 'nobody' }] } });
  expect([status, body.errors[0].message]).toEqual([400, 'accounts[0].client: there is no such client']);
  expect((await kit.ask('GET', '/worlds')).body.worlds).toEqual([]);
});

test('there are no more worlds than are allowed, however fast they are asked for', async () => {
  await using kit = await startControl({ worlds: { max: 2 } });
  const answers = await Promise.all([1, 2, 3].map(() => kit.ask('POST', '/worlds', {})));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 429]);
  expect(answers.find(({ status }) => status === 429)?.body.errors[0].extensions.code).toBe('TOO_MANY_WORLDS');
  const { body } = await kit.ask('GET', '/worlds');
  expect([body.max, body.worlds.length]).toEqual([2, 2]);
});

test('a world that is ended is gone: its port is closed, and there is room for another', async () => {
  await using kit = await startControl({ worlds: { max: 1 } });
  const { id, url } = await kit.put('/worlds', {});
  const watching = watchAt(url, `subscription { accountChanged(id: "${ACCOUNT}") { cursor } }`);
  await watching.take(1);
  expect((await kit.ask('DELETE', `/worlds/${id}`)).status).toBe(204);
  await expect(watching.rest()).rejects.toBeDefined();
  await expect(fetch(url)).rejects.toThrow();
  expect((await kit.ask('GET', `/worlds/${id}`)).status).toBe(404);
  expect((await kit.ask('DELETE', `/worlds/${id}`)).status).toBe(404);
  await kit.put('/worlds', {});
});

test('a world of which nobody asks anything ends by itself; one that is watched does not', async () => {
  await using kit = await startControl({ worlds: { idleMs: 300 } });
  const [idle, watched] = [await kit.put('/worlds', {}), await kit.put('/worlds', {})];
  const watching = watchAt(
    watched.url,
    `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [], includeStatus: true) { ... on StreamStatus { state } } }`,
  );
  await watching.take(1);
  const worlds = async () => (await kit.ask('GET', '/worlds')).body.worlds.map((one: { id: string }) => one.id);
  const deadline = Date.now() + 10_000;
  while ((await worlds()).includes(idle.id)) expect(Date.now()).toBeLessThan(deadline);
  expect(await worlds()).toEqual([watched.id]);
  await watching.leave();
});

test('a world starts no worlds, and none outlives the sandbox that started it', async () => {
  const kit = await startControl();
  const { url } = await kit.put('/worlds', {});
  const { status, body } = await askControl(url, 'POST', '/worlds', {});
  expect([status, body.errors[0].extensions.code]).toEqual([409, 'NOT_POSSIBLE']);
  await kit[Symbol.asyncDispose]();
  await expect(fetch(url)).rejects.toThrow();
});

test('the token of the gateway is that of its worlds', async () => {
  const token = 'a-token-of-the-sandbox';
  const headers = { authorization: `Bearer ${token}` };
  await using kit = await startControl({ token });
  const { body } = await kit.ask('POST', '/worlds', {}, headers);
  expect((await askControl(body.url, 'GET', '')).status).toBe(401);
  expect((await askControl(body.url, 'GET', '', undefined, headers)).status).toBe(200);
});
