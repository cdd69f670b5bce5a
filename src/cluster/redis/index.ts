import type { Cluster } from '../cluster.ts';
import type { ClusterSettings } from '../settings.ts';
import type { ClusterLog, ClusterObserver } from '../log.ts';
import { RedisConnection } from './clients/connection.ts';
import { Members } from './members.ts';
import { Node, type OpenThread } from './node.ts';
import { Notices } from './notices.ts';
import { sealedAddresses } from './addresses.ts';
import { RedisBroadcast } from './broadcast.ts';
import { keepAlive, verify } from './claim.ts';
import { RedisLimits } from './limits.ts';
import { RedisRecords } from './records.ts';
import { warningsAbout } from './clients/requirements.ts';
import { RedisStates } from './polled/states.ts';
import { RedisTokens } from './tokens.ts';
import { RedisThreads } from './threads.ts';

/** How often the life of what is held is renewed: it is a day. */
const KEEP_MS = 3_600_000;

/** Joins the instances that share a Redis. Rejects where it cannot be reached within ten seconds, or is too old. */
export async function openRedisCluster(
  settings: ClusterSettings,
  log: ClusterLog,
  observer: ClusterObserver,
): Promise<Cluster> {
  const connection = await RedisConnection.open(settings);
  try {
    for (const warning of new Set((await connection.info()).flatMap(warningsAbout))) log.warn(warning);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const node = new Node(connection, settings, new Notices(log), observer);
  const records = new RedisRecords(node);
  const each = (act: (thread: OpenThread) => unknown): void =>
    [...node.leases.values()].forEach((one) => void act(one));
  let awaySince = Date.now();
  const reached = (isUp: boolean): void => {
    if (node.isUp === isUp) return;
    node.isUp = isUp;
    if (isUp) node.cameBack();
    if (isUp) log.warn('Redis answers again', { ms: Date.now() - awaySince });
    else log.warn('Redis does not answer: streams are delayed, webhooks are to be repeated');
    awaySince = Date.now();
    each((thread) => thread.settle());
  };
  const broadcast = new RedisBroadcast(node);
  const reclaim = (): void => each((thread) => thread.reclaim());
  const members = new Members(node, {
    renewed: () => {
      for (const giveBack of [...node.owed.values()]) void node.looks.run(giveBack);
      each((thread) => thread.settle());
    },
    paused: () => each((thread) => node.looks.run(() => verify(node, thread)).catch(() => undefined)),
    replaced: () => {
      node.epoch += 1;
      node.cameBack();
      records.replaced();
      reclaim();
      each((thread) => thread.rejoin());
    },
    reached: (isUp) => reached(isUp && connection.isUp),
  });
  const channels = [members.channel, broadcast.channel];
  connection.listen({
    hear: (channel, message) => {
      if (channel === members.channel) members.heard();
      else if (channel === broadcast.channel) broadcast.message(message);
      else node.leases.get(channel)?.message(message);
    },
    lost: () => (node.epoch += 1),
    down: () => reached(false),
    up: async (lost) => {
      await members.renewNow();
      if (!node.isUp) return; // the next renewal that passes says so
      if (lost.subscriber) {
        await connection.subscribe(channels);
        broadcast.missed();
        each((thread) => thread.rejoin());
      }
      if (lost.commands) reclaim();
    },
  });
  await connection.subscribe(channels);
  await members.start();
  const keeping = setInterval(
    () => each((thread) => node.looks.run(() => keepAlive(node, thread)).catch(() => undefined)),
    KEEP_MS,
  ).unref();
  return {
    threads: new RedisThreads(node),
    states: new RedisStates(node),
    tokens: new RedisTokens(node),
    records,
    limits: new RedisLimits(node),
    broadcast,
    addresses: sealedAddresses(node),
    status: () => node.status(),
    async drain() {
      node.isDraining = true;
      await members.renewNow();
    },
    async close() {
      clearInterval(keeping);
      members.stop();
      node.notices.flush();
      await Promise.all([...node.leases.values()].map((thread) => thread.close()));
      await connection.close();
    },
  };
}
