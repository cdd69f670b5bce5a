import { expect, test } from 'vitest';
import { until } from '../../kit/gateway.ts';
import { startMangledKit, type MangledKit } from '../../kit/mangling-proxy.ts';
import { SandboxTime } from '../../kit/sandbox-time.ts';
import { apply, SIGN_STATUS } from '../../schema/payex/kit.ts';

/** A gateway whose pollers live in the time of the sandbox, and an application that is waiting for its signature. */
async function start() {
  const time = new SandboxTime();
  const kit = await startMangledKit({ gateway: { streams: { signing: { time } } } });
  time.clock = kit.sandbox.clock;
  return { kit, time, application: await apply(kit) };
}

const lapsed = (kit: MangledKit, application: string, times = Infinity) =>
  kit.edges.payex.mangle({
    at: `/applications/${application.split(':').at(-1)}`,
    times,
    status: 404,
    headers: { 'content-type': 'application/problem+json' },
    json: { type: 'ledger/account-onboarding/v1/problems/resource-unavailable', title: 'Unavailable', status: 404 },
  });

/** Lets so much time pass, a second at a time, whenever the poller waits. */
async function pass(
  kit: MangledKit,
  time: SandboxTime,
  seconds: number,
  isOver: () => boolean = () => false,
): Promise<void> {
  for (let second = 0; second < seconds && !isOver(); second += 1) {
    await until(() => time.waiting === 1 || isOver(), 'the poller to wait');
    kit.sandbox.clock.advance(1_000);
  }
}

test.each(['before its first reading', 'while it is live'])(
  'a stream ends as lapsed only when PayEx has said so for thirty seconds: %s',
  async (when) => {
    const { kit, time, application } = await start();
    await using _kit = kit;
    const stream = kit.watch(SIGN_STATUS, { application });
    if (when === 'while it is live') await stream.take(1);
    const said = lapsed(kit, application);
    let ended: unknown;
    const rest = stream.rest().catch((error: unknown) => (ended = error));
    if (when === 'while it is live') await pass(kit, time, 2);
    await until(() => said.count > 0, 'the first such answer');
    await pass(kit, time, 28);
    expect([said.count > 3, ended]).toEqual([true, undefined]);
    await pass(kit, time, 30, () => ended !== undefined);
    await rest;
    expect(ended).toMatchObject([{ extensions: { reason: 'APPLICATION_LAPSED' } }]);
  },
);

test('an application that PayEx knows again after a moment is followed on', async () => {
  const { kit, time, application } = await start();
  await using _kit = kit;
  const stream = kit.watch(SIGN_STATUS, { application });
  await stream.take(1);
  const said = lapsed(kit, application, 5);
  let ended: unknown;
  const rest = stream.rest().catch((error: unknown) => (ended = error));
  await pass(kit, time, 40);
  expect([said.count, ended]).toEqual([5, undefined]);
  await stream.leave();
  await rest;
});
