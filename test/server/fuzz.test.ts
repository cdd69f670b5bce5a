import { expect, test } from 'vitest';
import { fuzz } from '../../bench/hostile/fuzzing.ts';
import { startKit } from '../kit/gateway.ts';

test('600 hostile requests over HTTP and WebSocket break nothing and leave nothing behind', async () => {
  await using kit = await startKit();
  const { sent, broken } = await fuzz(kit.gateway.url, 600, 7);
  expect([sent >= 600, broken]).toEqual([true, []]);
  expect((await kit.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  const metric = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await (await fetch(`${kit.gateway.url}/metrics`)).text())?.[1]);
  await expect.poll(() => metric('gateway_sockets')).toBe(0);
  await expect.poll(() => metric('gateway_in_flight')).toBe(0);
});
