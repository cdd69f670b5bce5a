import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';

/** A webhook delivery; retries have the same id and body. */
export interface Delivery {
  readonly id: string;
  readonly body: string;
  attempts: number;
  state: 'pending' | 'delivered' | 'failed';
}

/** A delivery on demand. */
export interface SnapshotDelivery {
  /** Where nothing is subscribed. */
  readonly url: string;
  readonly secret: string;
  readonly times: number;
}

export interface Target {
  readonly url: string;
  readonly secret: string;
}

/** Backoff delays before the second and each further attempt. */
const RETRY_MS = [1000, 5000, 30_000, 120_000] as const;
const ATTEMPT_TIMEOUT_MS = 5000;
const MAX_DELIVERIES = 1000;

/** Sends signed webhooks with at-least-once delivery, up to five attempts; only to loopback addresses. */
export class Deliveries {
  readonly list: Delivery[] = [];
  readonly #clock: Clock;
  readonly #target: () => Target | undefined;
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  /** `target` is evaluated at every attempt: deliveries end when it returns undefined. */
  constructor(clock: Clock, target: () => Target | undefined) {
    this.#clock = clock;
    this.#target = target;
  }

  send(payload: unknown): void {
    const target = this.#target();
    if (!target || !isLoopback(target.url)) return;
    if (this.list.length >= MAX_DELIVERIES) this.list.shift();
    const delivery: Delivery = { id: randomUUID(), body: JSON.stringify(payload), attempts: 0, state: 'pending' };
    this.list.push(delivery);
    this.#start(delivery);
  }

  /** Sends one delivery `times` times, one after the other; the status of each answer. */
  async sendNow(payload: unknown, { url, secret, times }: SnapshotDelivery): Promise<readonly (number | undefined)[]> {
    const target = { url: this.#target()?.url ?? url, secret };
    if (!isLoopback(target.url)) return [];
    const delivery = { id: randomUUID(), body: JSON.stringify(payload) };
    const statuses: (number | undefined)[] = [];
    while (statuses.length < times) statuses.push(await this.#post(delivery, target));
    return statuses;
  }

  /** Resolves when no attempt is in progress; does not wait for scheduled retries. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Aborts attempts in progress and stops sending. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #start(delivery: Delivery): void {
    const run = this.#attempt(delivery).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const target = this.#target();
    if (this.#closing.signal.aborted || !target || !isLoopback(target.url)) {
      delivery.state = 'failed';
      return;
    }
    delivery.attempts += 1;
    const status = (await this.#post(delivery, target)) ?? 0;
    if (status >= 200 && status < 300) {
      delivery.state = 'delivered';
      return;
    }
    const wait = RETRY_MS[delivery.attempts - 1];
    if (wait === undefined) delivery.state = 'failed';
    else this.#clock.after(wait, () => this.#start(delivery));
  }

  /** The status of the answer; undefined where there was none. */
  async #post({ id, body }: Pick<Delivery, 'id' | 'body'>, { url, secret }: Target): Promise<number | undefined> {
    const timestamp = String(Math.floor(Date.now() / 1000)); // the receiver judges its age, by real time
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'x-al-event': 'journey.snapshot',
          'x-al-delivery-id': id,
          'x-al-timestamp': timestamp,
          'x-al-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
        },
        body,
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return undefined; // timeout or connection failure: retry
    }
  }
}

/** Whether a URL has a loopback host. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
