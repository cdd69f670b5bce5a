/** Many followers in a process of their own, so that the test that watches them is not kept from its work. */
import { Follower, type Truth } from './follower.ts';
import { answer } from './helper-process.ts';

const followers: Follower[] = [];
let addresses: readonly string[] = [];

const acts = {
  /** Tells where the instances that run are. */
  reach: (urls: readonly string[]) => void (addresses = urls),
  /** Follows these clients, so many times in all, half of them over each transport. */
  follow(clients: readonly string[], count: number): void {
    for (let at = 0; at < count; at += 1) {
      const client = clients[at % clients.length] as string;
      followers.push(new Follower(client, at % 2 ? 'socket' : 'events', () => addresses, at));
    }
  },
  live: () => followers.every(({ isLive }) => isLive),
  forget: () => followers.forEach((follower) => follower.forget()),
  reconnect: () => followers.forEach((follower) => follower.reconnect()),
  /** How many have not been told the last of what has changed. */
  behind: (truth: Truth) => followers.filter((follower) => !follower.knows(truth)).length,
  verdict(truth: Truth) {
    const sum = { lost: 0, doubled: 0, disordered: 0, expired: 0, returns: 0 };
    for (const { recorder, client, errors, returns } of followers) {
      const { lost, doubled, disordered } = recorder.verdict(truth.get(client) ?? []);
      sum.lost += lost;
      sum.doubled += doubled;
      sum.disordered += disordered;
      sum.expired += errors.filter((code) => code === 'CURSOR_EXPIRED').length;
      sum.returns += returns;
    }
    return sum;
  },
};

export type CrowdActs = typeof acts;

answer(acts);
