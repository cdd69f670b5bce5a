/** A simulated instance, as a process of its own. */
import { setTimeout as delay } from 'node:timers/promises';
import { answer } from '../../test/cluster/helper-process.ts';
import type { ClusterSettings } from '../../src/cluster/settings.ts';
import { tuneMemory } from '../../src/lifecycle/memory.ts';
import { Member } from './member.ts';
import { usage } from './usage.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
/** Threads that begin at the same time: as many as Redis answers within a second. */
const BEGINNING = 2_000;

let member: Member | undefined;
const own = (): Member => {
  if (!member) throw new Error('It has not joined.');
  return member;
};

const acts = {
  async join(settings: ClusterSettings): Promise<void> {
    tuneMemory();
    member = await Member.join(settings);
  },
  /** Follows the clients with these numbers; resolves when each is followed and, where it is held here, live. */
  async follow(from: number, to: number, last: number): Promise<void> {
    for (let at = from; at < to; at += BEGINNING / 4) {
      own().follow(range(at, Math.min(at + BEGINNING / 4, to)), last);
      await delay(0);
      while (own().threads().held - own().threads().live > BEGINNING) await delay(5);
    }
  },
  /** So many changes a second, one client after the other of those that are held here; how many were made. */
  async drive(from: number, to: number, first: number, perSecond: number, rounds: number): Promise<number> {
    const clients = range(from, to);
    const startedAt = performance.now();
    let made = 0;
    let at = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const client of clients) {
        made += own().change([client], first + round);
        at += 1;
        const early = startedAt + (made * 1_000) / perSecond - performance.now();
        if (early > 2) await delay(early);
        else if (at % 100 === 0) await delay(0);
      }
    }
    return made;
  },
  state: () => ({ ...own().counted(), ...own().threads(), reads: own().fondo.reads, opened: own().fondo.opened }),
  usage,
  drain: () => own().drain(),
  leave: () => own()[Symbol.asyncDispose](),
};

export type MemberActs = typeof acts;

answer(acts);
