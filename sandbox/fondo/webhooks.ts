import { createHmac } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import { TIMINGS } from './timings.ts';

/** One attempt to deliver a webhook. */
export interface WebhookDelivery {
  readonly url: string;
  /** Raw body, as signed. */
  readonly body: string;
  readonly signature: string;
  /** From 1. */
  readonly attempt: number;
  /** Response status; undefined if there was none or if the URL is not a loopback address. */
  readonly status: number | undefined;
}

const MAX_DELIVERIES = 1000;
const TIMEOUT_MS = 5000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">` */
export function signWebhook(secret: string, body: string, seconds: number): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** Seconds of real time: the receiver judges by it how old a delivery is. */
const now = (): number => Math.floor(Date.now() / 1000);

/** Posts events to the callback URLs of journeys, with retries; only to loopback addresses. */
export class Webhooks {
  readonly deliveries: WebhookDelivery[] = [];
  readonly #clock: Clock;
  readonly #secret: string;
  readonly #underway = new Set<Promise<void>>();
  readonly #closed = new AbortController();

  constructor(clock: Clock, secret: string) {
    this.#clock = clock;
    this.#secret = secret;
  }

  post(url: string, event: unknown): void {
    this.#attempt(url, JSON.stringify(event), 1);
  }

  /** Sends one delivery `times` times, one after the other and without retries; the status of each answer. */
  async postNow(url: string, event: unknown, times: number, secret = this.#secret): Promise<(number | undefined)[]> {
    if (!LOOPBACK.test(new URL(url).hostname)) return [];
    const body = JSON.stringify(event);
    const signature = signWebhook(secret, body, now());
    const statuses: (number | undefined)[] = [];
    while (statuses.length < times) statuses.push(await this.#send(url, body, signature));
    return statuses;
  }

  /** Resolves when all attempts in progress have ended; does not wait for scheduled retries. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  close(): void {
    this.#closed.abort();
  }

  #attempt(url: string, body: string, attempt: number): void {
    if (this.#closed.signal.aborted) return;
    const signature = signWebhook(this.#secret, body, now());
    const loopback = LOOPBACK.test(new URL(url).hostname);
    const sent = (loopback ? this.#send(url, body, signature) : Promise.resolve(undefined)).then((status) => {
      if (this.deliveries.length >= MAX_DELIVERIES) this.deliveries.shift();
      this.deliveries.push({ url, body, signature, attempt, status });
      this.#underway.delete(sent);
      const wait = TIMINGS.webhookRetries[attempt - 1];
      const taken = status !== undefined && status >= 200 && status < 300;
      if (loopback && !taken && wait) this.#clock.after(wait, () => this.#attempt(url, body, attempt + 1));
    });
    this.#underway.add(sent);
  }

  async #send(url: string, body: string, signature: string): Promise<number | undefined> {
    const headers = { 'content-type': 'application/json', 'x-fondo-signature': signature };
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await response.body?.cancel();
      return response.status;
    } catch {
      return undefined;
    }
  }
}
