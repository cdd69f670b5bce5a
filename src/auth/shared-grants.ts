import { setTimeout as delay } from 'node:timers/promises';
import type { Records } from '../cluster/records.ts';
import { grantKey, MemoryGrants, type Grants } from './grants.ts';

const KIND = 'grant';
const LIFE_MS = 86_400_000;
const TRIES = 60;
const AGAIN_MS = 1_000;
/** Grants that are shared anew at the same time. */
const CHUNK = 100;

/**
 * Grants that all instances know, and that survive a failover. What was granted here is known here in any case, and is
 * shared anew with a store that may have lost it.
 */
export class SharedGrants implements Grants {
  readonly #own = new MemoryGrants();
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
    records.onReplaced(() => void retried(() => this.#shareAnew()));
  }

  /** Never fails, since what it opens has been made: a grant that cannot be shared yet is shared as soon as it can be. */
  async add(subject: string, entity: string): Promise<void> {
    await this.#own.add(subject, entity);
    const share = (): Promise<void> => this.#records.putDurably(KIND, grantKey(subject, entity), '', LIFE_MS);
    await share().catch(() => void retried(share));
  }

  /** Rejects with `ClusterUnavailable` where it is not known: nothing is opened, and nothing said not to exist. */
  async holds(subject: string, entity: string): Promise<boolean> {
    if (await this.#own.holds(subject, entity)) return true;
    return (await this.#records.get(KIND, grantKey(subject, entity))) !== undefined;
  }

  async #shareAnew(): Promise<void> {
    const grants = [...this.#own.rest()];
    for (let at = 0; at < grants.length; at += CHUNK)
      await Promise.all(
        grants.slice(at, at + CHUNK).map(([key, restMs]) => this.#records.put(KIND, key, '', Math.ceil(restMs))),
      );
  }
}

/** Tries until it succeeds, for a minute. */
async function retried(work: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await delay(AGAIN_MS, undefined, { ref: false });
    try {
      return await work();
    } catch {
      // not yet
    }
  }
}
