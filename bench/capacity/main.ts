/**
 * `npm run capacity -- [--short] [--only memory,threads,events,deploy,simulated] [--subscribers 1000,10000]
 * [--instances 0,1,3] [--threads 1000] [--simulated 100000]`: what subscribers, threads, events and deploys cost gateways and Redis. 0 instances: one
 * without a Redis (events only).
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { hasRedis, redisVersion } from '../../test/kit/redis.ts';
import { measureDeploy } from './deploy.ts';
import { measureEvents } from './events.ts';
import { measureSubscribers, measureThreads } from './memory.ts';
import { measureSimulated } from './simulated.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: 'memory,threads,events,deploy,simulated' },
    subscribers: { type: 'string' },
    instances: { type: 'string' },
    threads: { type: 'string' },
    simulated: { type: 'string' },
  },
});
const numbers = (text: string): number[] => text.split(',').map(Number);
const { short: isShort } = values;
const subscribers = numbers(values.subscribers ?? (isShort ? '300' : '1000,10000'));
const instances = numbers(values.instances ?? '1,3');
const [threads = NaN] = numbers(values.threads ?? (isShort ? '100' : '1000'));
const simulated = numbers(values.simulated ?? (isShort ? '2000' : '100000'));
/** Threads that every simulated instance follows; of more each is followed at one instance, or the machine is too small. */
const MOST_FOLLOWED = 100_000;

const parts: Record<string, () => Promise<void>> = {
  memory: () =>
    measureSubscribers(
      subscribers,
      instances.filter((count) => count > 0),
      isShort,
    ),
  threads: () => measureThreads(threads),
  events: () => measureEvents(subscribers, values.instances || isShort ? instances : [0, ...instances], isShort),
  deploy: () => measureDeploy(threads, isShort),
  simulated: async () => {
    for (const count of simulated)
      for (const members of instances) await measureSimulated(count, members, count <= MOST_FOLLOWED, isShort);
  },
};

if (!hasRedis) {
  console.error('redis-server is not installed.');
  process.exit(1);
}
const load = (): string => loadavg()[0]?.toFixed(1) ?? '?';
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}, ${redisVersion}; load average ${load()}`,
);
for (const name of values.only.split(',')) {
  const part = parts[name];
  if (!part) throw new Error(`There is no part ${name}: ${Object.keys(parts).join(', ')}`);
  const startedAt = Date.now();
  await part();
  console.log(`\n${name}: ${Math.round((Date.now() - startedAt) / 1_000)} s, load average ${load()}`);
}
process.exit();
