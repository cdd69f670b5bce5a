import { setTimeout as delay } from 'node:timers/promises';
import type { Records } from '../cluster/records.ts';
import { MemoryGrants, type Grants } from './grants.ts';

const KIND = 'grant';
const LIFE_MS = 86_400_000;
const TRIES = 60;
const AGAIN_MS = 1_000;

/** Grants that all instances know. What was granted here is known here in any case. */
export class SharedGrants implements Grants {
  readonly #own = new MemoryGrants();
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Never fails, since what it opens has been made: a grant that cannot be shared yet is shared as soon as it can be. */
  async add(subject: string, entity: string): Promise<void> {
    await this.#own.add(subject, entity);
    const share = (): Promise<void> => this.#records.put(KIND, keyOf(subject, entity), '', LIFE_MS);
    await share().catch(() => void retried(share));
  }

  /** Rejects with `ClusterUnavailable` where it is not known: nothing is opened, and nothing said not to exist. */
  async holds(subject: string, entity: string): Promise<boolean> {
    if (await this.#own.holds(subject, entity)) return true;
    return (await this.#records.get(KIND, keyOf(subject, entity))) !== undefined;
  }
}

const keyOf = (subject: string, entity: string): string => JSON.stringify([subject, entity]);

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
