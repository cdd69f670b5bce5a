/** A simulated instance, as a process of its own. */
import { setTimeout as delay } from 'node:timers/promises';
import { answer } from '../../test/cluster/helper-process.ts';
import type { ClusterSettings } from '../../src/cluster/settings.ts';
import { tuneMemory } from '../../src/lifecycle/memory.ts';
import { Member } from './member.ts';
import { usage } from './usage.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
/** Threads that begin at the same time: no more than Redis answers within a second. */
const BEGINNING = 1_000;
const STEP = 100;
const PAUSE_MS = 10;

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
  /**
   * Follows the clients with these numbers; resolves when all have been asked for.
   * @param areNew whether nobody holds them: then this instance does, and a bounded number of them begin at a time
   */
  async follow(from: number, to: number, last: number, areNew: boolean): Promise<void> {
    const before = own().fondo.sockets;
    for (let at = from; at < to; at += STEP) {
      own().follow(range(at, Math.min(at + STEP, to)), last);
      await delay(areNew ? 0 : PAUSE_MS);
      const asked = at + STEP - from;
      const isEnough = (): boolean => asked - (own().fondo.sockets - before) <= BEGINNING;
      while (areNew && !isEnough()) await delay(PAUSE_MS);
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
