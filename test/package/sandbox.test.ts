import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO, ORDER, placeOrder, startGateway, type Gateway } from '../clients/setup/gateway.ts';
import { installed } from './setup/realtime.ts';

/** What the tests use of `./sandbox`; its declarations are checked by the consumers. */
interface SandboxModule {
  sandboxOf(gateway: string, options?: object): any;
}

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const sandbox = async () => (await installed<SandboxModule>('sandbox')).sandboxOf(gateway.url);

async function statusOf(graphql: string, id: string): Promise<unknown> {
  const response = await fetch(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ node(id: "${id}") { ... on Order { status } } }` }),
  });
  return (await response.json()).data.node?.status;
}

test('a world has providers and a gateway of its own, which another one does not see, until it ends', async () => {
  const control = await sandbox();
  const [one, other] = await Promise.all([control.startWorld({ frozen: true }), control.startWorld({ frozen: true })]);
  const order = await placeOrder({ url: one.graphql });
  await one.control.order(order, 'SETTLED');
  expect(await statusOf(one.graphql, order)).toBe('SETTLED');
  expect(await statusOf(other.graphql, order)).toBeUndefined();
  await one[Symbol.asyncDispose]();
  await other.end();
  await expect(one.control.state()).rejects.toThrow();
});

test('every call of the client is one of the control API', async () => {
  await using world = await (await sandbox()).startWorld({ frozen: true });
  const { control } = world;
  const application = 'Application:kontotyp-2:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02';
  const before = new Date((await control.clock()).now).getTime();
  expect(new Date((await control.advance('P1D')).now).getTime() - before).toBeGreaterThanOrEqual(86_400_000);
  expect(await control.run(5)).toMatchObject({ frozen: false, speed: 5 });
  expect(await control.freeze()).toMatchObject({ frozen: true });
  expect((await control.seed({ clients: [{ name: 'Own' }] })).clients).toHaveLength(1);
  expect(await control.account(DEMO.account, { deposit: 100 })).toMatchObject({ id: DEMO.account });
  expect(await control.application(application, 'APPROVED')).toMatchObject({ status: 'APPROVED' });
  expect(await control.loanJourney('LoanJourney:BORROWER-123', { status: 'DISBURSED' })).toMatchObject({
    status: 'DISBURSED',
  });
  expect((await control.sockets('DROP')).clients.length).toBeGreaterThan(0);
  const fault = await control.fail({ provider: 'FONDO', kind: 'ANSWER', status: 503, times: 1 });
  expect((await control.state()).faults).toMatchObject([{ id: fault.id }]);
  await control.heal(fault);
  expect((await control.state()).faults).toEqual([]);
  await placeOrder({ url: world.graphql });
  expect(await control.calls({ provider: 'FONDO', operation: 'createOrder' })).toHaveLength(1);
  await control.forgetCalls();
  expect(await control.calls()).toEqual([]);
  expect((await control.testData()).clients.length).toBeGreaterThan(0);
  expect((await control.reset()).total.orders).toBeGreaterThan(0);
});

test('what is refused is an error with its code', async () => {
  await using world = await (await sandbox()).startWorld({ frozen: true });
  await expect(world.control.order('Order:none:none', 'SETTLED')).rejects.toMatchObject({ code: 'UNKNOWN_OBJECT' });
  await expect(world.control.signing(ORDER.account, 'SIGN')).rejects.toMatchObject({ code: expect.any(String) });
});
