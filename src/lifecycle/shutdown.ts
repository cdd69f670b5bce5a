import { setTimeout as delay } from 'node:timers/promises';
import type { Upstreams } from '../datasources/index.ts';
import type { Upstream } from '../datasources/kit/http/resilience.ts';
import type { LoadWatch } from '../limits/load.ts';
import type { Server } from '../server/index.ts';

export interface ShutdownOptions {
  /** How long requests are still answered, each on a connection that ends with it, while load balancers look away. */
  readonly drainMs: number;
  /** How long what is in flight may take. */
  readonly graceMs: number;
  readonly upstreams: Upstreams;
  readonly load: LoadWatch;
  readonly server: Server;
  /** Hands over what other instances need, while this one still serves. */
  handOver(): Promise<void>;
  finish(graceMs: number): Promise<void>;
}

const LOOK_MS = 20;
/** What a write may take beyond its exchange: looking for one whose answer was lost. */
const RECONCILE_MS = 10_000;

/**
 * Lets go without losing an answer: drains, takes nothing new, waits for what is in flight, then ends sockets and
 * streams with their reason. Writes are waited for beyond the grace, but not beyond what their provider may take.
 */
export async function shutdown({
  drainMs,
  graceMs,
  upstreams,
  load,
  server,
  handOver,
  finish,
}: ShutdownOptions): Promise<void> {
  const all = Object.values<Upstream>(upstreams);
  const writing = (): boolean => all.some(({ state }) => state.writing > 0);
  const writeMs = Math.max(...all.map(({ deadlineMs }) => deadlineMs)) + RECONCILE_MS;
  server.drain();
  await handOver();
  await delay(drainMs);
  server.stopListening();
  const until = performance.now() + graceMs;
  await settled(() => load.inFlight > 0 || load.operations > 0 || writing(), graceMs);
  if (writing()) {
    await settled(writing, writeMs);
    await settled(() => load.operations > 0, RECONCILE_MS);
  }
  await finish(Math.max(1_000, until - performance.now()));
}

/** Waits while something is so, at most so long. */
async function settled(goesOn: () => boolean, ms: number): Promise<void> {
  for (const until = performance.now() + ms; goesOn() && performance.now() < until;) await delay(LOOK_MS);
}
