import type { z } from 'zod';
import type { Bench } from './bench.ts';
import type { Start } from './model/seed.ts';
import { plant } from './seeds/index.ts';

type Given = z.output<typeof Start>;

/** Everything of a bench as at its start, with these settings and this seed. The time does not go back. */
export async function reset(bench: Bench, defaults: Given, given: Given): Promise<void> {
  const { empty = false, background = defaults.background ?? false } = given;
  const { fondo, payex, aarthik } = bench.providers;
  const size = empty ? 'nothing' : undefined;
  await bench.faults.clear();
  bench.clock.clear();
  bench.clock.set({ frozen: given.frozen ?? defaults.frozen, speed: given.speed ?? defaults.speed });
  fondo?.reset(size);
  fondo?.setBackgroundActivity(background);
  payex?.reset(size);
  aarthik?.reset(size);
  if (given.seed) plant(bench, given.seed);
}
