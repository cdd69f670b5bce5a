import { readdirSync, readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { startKit } from '../kit/gateway.ts';

const FOLDER = 'docs/operations';
const read = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');

test.each(readdirSync(FOLDER))('%s is a valid operation of this schema', (file) => {
  expect(validate(schema, parse(read(file)))).toEqual([]);
});

test('the ready tabs of GraphiQL work one after the other: an order is placed, and a signing is watched to its end', async () => {
  await using kit = await startKit({ sandbox: { speed: 20 } });
  const events = kit.watch(read('client-events.graphql'));
  const created = events.take(1);
  let placed;
  do placed = await kit.query(read('place-order.graphql'));
  while (!(await settledWithin(created, 50)));
  expect(placed.data.placeOrder).toMatchObject({ __typename: 'Order', status: 'RECEIVED' });
  await events.leave();

  expect((await kit.query(read('start-signing.graphql'))).data.startBankIdSigning).toMatchObject({
    __typename: 'BankIdSigning',
    status: 'PENDING',
  });
  const seen = await kit.watch(read('sign-status.graphql')).rest();
  expect(seen.length).toBeGreaterThanOrEqual(2);
  expect(seen.at(-1)?.data.signStatus).toMatchObject({ isFinal: true, application: { status: 'APPROVED' } });
});

const settledWithin = (promise: Promise<unknown>, ms: number): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, ms, false))]);
