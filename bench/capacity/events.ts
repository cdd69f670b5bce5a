/** What events and their deliveries cost gateways and Redis, in CPU. */
import { setTimeout as delay } from 'node:timers/promises';
import { microseconds, printTable } from './table.ts';
import { World } from './world.ts';

const ACCOUNTS = 2;
/** Half of it warms up and is not counted. */
const SECONDS = 10;

/** One way in which subscribers may be spread over clients. */
interface Shape {
  /** Clients that are followed; each by as many subscribers. */
  readonly clients: number;
  readonly perSecond: number;
}

export interface EventCosts {
  readonly instances: number;
  readonly subscribers: number;
  readonly clients: number;
  readonly events: number;
  readonly delivered: number;
  /** Milliseconds for each event, without what the same instance uses when nothing happens. */
  readonly holder: number;
  readonly follower: number;
  readonly redis: number;
}

/**
 * All clients are held by the first instance; the subscribers of each are spread over all of them.
 * @param isAlone one instance without a Redis
 */
export async function measureShape(
  instances: number,
  isAlone: boolean,
  subscribers: number,
  { clients: count, perSecond }: Shape,
  seconds: number,
): Promise<EventCosts> {
  await using world = await World.start(instances, !isAlone);
  const clients = await world.fondo.addClients(count, ACCOUNTS);
  await world.reach(world.instances.slice(0, 1));
  await world.crowd.follow(clients, count);
  await world.reach();
  await world.crowd.follow(clients, Math.max(subscribers - count, count * (instances - 1)));
  await world.live();
  await world.fondo.drive(clients, perSecond, seconds / 2);
  const look = async () => {
    const { events } = await world.crowd.counts();
    return { usage: await world.usage(), redis: world.redisUsage(), events, at: performance.now() };
  };
  const before = await look();
  await delay((seconds * 1_000) / 4);
  const idle = await look();
  const events = await world.fondo.drive(clients, perSecond, seconds);
  await delay(500);
  const after = await look();
  const share = (after.at - idle.at) / (idle.at - before.at);
  const cpu = (of: (one: typeof before) => number): number =>
    (of(after) - of(idle) - share * (of(idle) - of(before))) / events;
  const of = (instance: number): number => cpu(({ usage }) => usage[instance]?.cpuMs ?? NaN);
  const followers = world.instances.slice(1).map((_, at) => of(at + 1));
  const { errors, returns } = await world.crowd.counts();
  if (errors + returns > 0) console.log(`${errors} errors, ${returns} connections were lost: the figures are not good`);
  return {
    instances,
    subscribers: Math.max(subscribers, count * instances),
    clients: count,
    events,
    delivered: after.events - idle.events,
    holder: of(0),
    follower: followers.reduce((sum, one) => sum + one, 0) / followers.length,
    redis: cpu(({ redis }) => redis.cpuMs),
  };
}

/**
 * Two shapes each: many clients with one subscriber at each instance, and few with many.
 * @param instances 0: one without a Redis
 */
export async function measureEvents(
  subscribers: readonly number[],
  instances: readonly number[],
  isShort: boolean,
): Promise<void> {
  const seconds = isShort ? 3 : SECONDS;
  const rows: (string | number)[][] = [];
  const costs: (string | number)[][] = [];
  const forms = instances.map((count) => ({ count: Math.max(count, 1), isAlone: count === 0 }));
  for (const amount of subscribers) {
    for (const { count, isAlone } of forms) {
      const spread = { clients: isShort ? 50 : 300, perSecond: isShort ? 100 : 200 };
      const dense = { clients: isShort ? 5 : 10, perSecond: Math.min(20, 20_000 / amount) };
      const wide = await measureShape(count, isAlone, 0, spread, seconds);
      const full = await measureShape(count, isAlone, amount, dense, seconds);
      for (const one of [wide, full]) {
        rows.push([
          isAlone ? '1, no Redis' : count,
          one.subscribers,
          one.clients,
          one.events,
          (one.delivered / one.events).toFixed(1),
          microseconds(one.holder),
          count > 1 ? microseconds(one.follower) : '–',
          isAlone ? '–' : microseconds(one.redis),
        ]);
      }
      const perInstance = ({ delivered, events }: EventCosts): number => delivered / events / count;
      const delivery = (role: 'holder' | 'follower'): number =>
        (full[role] - wide[role]) / (perInstance(full) - perInstance(wide));
      const event = (role: 'holder' | 'follower'): number => wide[role] - delivery(role) * perInstance(wide);
      costs.push([
        isAlone ? '1, no Redis' : count,
        full.subscribers,
        microseconds(event('holder')),
        count > 1 ? microseconds(event('follower')) : '–',
        microseconds(delivery('holder')),
        count > 1 ? microseconds(delivery('follower')) : '–',
        isAlone ? '–' : microseconds(wide.redis),
      ]);
    }
  }
  printTable(
    'CPU of each event, by who is told',
    ['instances', 'subscribers', 'clients', 'events', 'deliveries of each', 'holder', 'each follower', 'Redis'],
    rows,
  );
  printTable(
    'The same, by what it is for',
    [
      'instances',
      'subscribers',
      'event at its holder',
      'event at a follower',
      'delivery by the holder',
      'delivery by a follower',
      'event in Redis',
    ],
    costs,
  );
}
