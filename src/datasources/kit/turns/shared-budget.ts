import type { Demand, SharedLimits } from '../../../cluster/limits.ts';
import { leastTokens, OwnBudget, type Budget } from './budget.ts';

/** The share of the budget that instances have in hand together, for calls that cannot wait. */
const IN_HAND = 0.25;
/** What must be left of the budget for a token to be taken in hand. */
const IN_HAND_LEAVES = 0.1;
/** Tokens that were granted to calls which have left are given up after so long. */
const LEASE_MS = 1_000;
/** How soon the instances are asked again after they could not be. */
const AWAY_MS = 1_000;

/**
 * The budget of all instances. Each has a few tokens in hand, which it spends without asking, and fetches more as it
 * spends them; calls that can wait (polls, back-fill) get tokens only while the budget has enough for more urgent ones of
 * all instances. While the instances cannot be reached each goes by its part of the budget.
 */
export class SharedBudget implements Budget {
  readonly #perSecond: number;
  readonly #limits: SharedLimits;
  readonly #key: string;
  readonly #granted: () => void;
  /** By the share that a call leaves to others: tokens in hand, calls that wait, and when to ask for these again. */
  readonly #hand = new Map<number, number>();
  readonly #wanted = new Map<number, number>();
  readonly #askAt = new Map<number, number>();
  #grantedAt = -Infinity;
  #left: number;
  #isAsking = false;
  /** While the instances cannot be reached. */
  #alone: OwnBudget | undefined;
  #awayUntil = -Infinity;

  /** @param granted called when there are new tokens, or the instances cannot be reached */
  constructor(perSecond: number, limits: SharedLimits, key: string, granted: () => void) {
    this.#perSecond = perSecond;
    this.#limits = limits;
    this.#key = key;
    this.#granted = granted;
    this.#left = perSecond;
  }

  mayStart(reserved: number, waiting: number): boolean {
    if (this.#tokenFor(reserved) !== undefined) return true;
    this.#want(reserved, waiting);
    return this.#alone?.mayStart(reserved) ?? false;
  }

  spend(reserved: number): void {
    const token = this.#tokenFor(reserved);
    if (token === undefined) return this.#alone?.spend();
    this.#hand.set(token, (this.#hand.get(token) ?? 0) - 1);
    const missing = this.#standing - this.#inHand;
    if (missing > 0) this.#want(IN_HAND_LEAVES, missing);
  }

  left(reserved: number): number {
    return this.#alone?.left(reserved) ?? this.#inHand + Math.max(0, this.#left) / this.#limits.instances;
  }

  get #inHand(): number {
    return this.#hand.values().reduce((sum, count) => sum + count, 0);
  }

  /** Tokens that this instance has in hand while nothing happens. */
  get #standing(): number {
    return Math.floor((this.#perSecond * IN_HAND) / this.#limits.instances);
  }

  /** The kind of token that a call may take: the one for which least had to be left, but no less than it leaves itself. */
  #tokenFor(reserved: number): number | undefined {
    this.#giveUpOld();
    let best: number | undefined;
    for (const [leaves, count] of this.#hand)
      if (count >= 1 && leaves >= reserved && (best === undefined || leaves < best)) best = leaves;
    return best;
  }

  #giveUpOld(): void {
    const { size } = this.#hand;
    if (size === 0 || performance.now() - this.#grantedAt < LEASE_MS) return;
    const inHand = Math.min(this.#standing, this.#hand.get(IN_HAND_LEAVES) ?? 0);
    this.#hand.clear();
    if (inHand > 0) this.#hand.set(IN_HAND_LEAVES, inHand);
  }

  #want(reserved: number, count: number): void {
    const now = performance.now();
    if (now < this.#awayUntil || now < (this.#askAt.get(reserved) ?? 0)) return;
    this.#wanted.set(reserved, Math.min(Math.max(1, count), Math.ceil(this.#perSecond / this.#limits.instances)));
    if (this.#isAsking) return;
    this.#isAsking = true;
    queueMicrotask(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    const wanted = [...this.#wanted].sort(([one], [other]) => one - other);
    this.#wanted.clear();
    try {
      const demands = wanted.map(([leaves, count]): Demand => ({
        least: leastTokens(leaves, this.#perSecond),
        count,
      }));
      // What all of them have in hand is part of the second of burst.
      const burst = Math.max(1, this.#perSecond - this.#standing * this.#limits.instances);
      const { granted, left } = await this.#limits.lease(this.#key, { perSecond: this.#perSecond, burst }, demands);
      this.#alone = undefined;
      this.#take(
        wanted.map(([leaves], at) => [leaves, granted[at] ?? 0]),
        left,
      );
    } catch {
      this.#awayUntil = performance.now() + AWAY_MS;
      this.#alone ??= new OwnBudget(() => this.#perSecond / this.#limits.instances, 1);
    }
    this.#isAsking = false;
    this.#granted();
    const [next] = this.#wanted;
    if (next) this.#want(...next);
  }

  #take(granted: readonly (readonly [leaves: number, count: number])[], left: number): void {
    this.#left = left;
    this.#grantedAt = performance.now();
    for (const [leaves, count] of granted) {
      this.#hand.set(leaves, (this.#hand.get(leaves) ?? 0) + count);
      this.#askAt.set(leaves, count > 0 ? 0 : this.#grantedAt + 1000 / this.#perSecond);
    }
  }
}
