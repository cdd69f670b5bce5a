import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startKit } from '../kit/gateway.ts';
import { journeyInput, startFondoKit, untilLive } from '../schema/fondo/kit.ts';
import { holdCoverage } from './coverage.ts';
import { FONDO_COVERAGE, succeed } from './fondo-table.ts';

holdCoverage('fondo', FONDO_COVERAGE, () => startFondoKit());

test('the webhook journeyCallback is taken, and the changes that it tells reach Subscription.journeyChanged once each', async () => {
  await using kit = await startKit();
  const { id } = await succeed(kit, 'createJourney', journeyInput, '... on Journey { id }');
  const watching = kit.watch(`subscription { journeyChanged(id: "${id}") { journey { status } } }`);
  const toldUntilComplete = async (): Promise<string[]> => {
    const told: string[] = [];
    while (told.at(-1) !== 'COMPLETE') told.push((await watching.take(1))[0]?.data.journeyChanged.journey.status);
    return told;
  };
  const told = toldUntilComplete();
  const live = await untilLive(kit);
  kit.sandbox.fondo.journeys.complete(DEMO_CLIENT, String(id).split(':')[2] ?? '');
  expect((await told).filter((status) => status !== 'NEW')).toEqual(['PENDING', 'COMPLETE']);
  await kit.sandbox.fondo.webhooks.settled();
  expect(kit.sandbox.fondo.webhooks.deliveries.map(({ status }) => status)).toEqual([200, 200]);
  await Promise.all([watching.leave(), live.leave()]);
});
