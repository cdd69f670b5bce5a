import { openCluster, type Cluster } from '../../src/cluster/index.ts';
import type { ClusterSettings } from '../../src/cluster/settings.ts';
import { CHANNEL_DEFAULTS } from '../../src/subscriptions/fondo/channel-options.ts';
import { FondoEvents } from '../../src/subscriptions/fondo/events.ts';
import type { ClientEvent } from '../../src/subscriptions/fondo/event-types.ts';
import { SimulatedFondo } from './simulated-fondo.ts';

/** Bytes of events and known objects: not what is measured here. */
const MAX_BYTES = 1 << 30;

/** The client with this number, by its id. */
export const clientOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export interface Counted {
  /** Events that were told to followers here. */
  readonly delivered: number;
  /** Those that came twice, out of order, or not at all. */
  readonly doubled: number;
  readonly lost: number;
}

/**
 * An instance without a server: it follows and holds threads over a Redis with the code of the gateway, has its events
 * from a simulated Fondo, and counts what it would deliver.
 */
export class Member implements AsyncDisposable {
  readonly fondo = new SimulatedFondo();
  readonly #cluster: Cluster;
  readonly #events: FondoEvents;
  #delivered = 0;
  #doubled = 0;
  #lost = 0;
  #ready = 0;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#events = new FondoEvents(this.fondo.connection, CHANNEL_DEFAULTS, MAX_BYTES, cluster.threads);
  }

  static async join(settings: ClusterSettings): Promise<Member> {
    return new Member(await openCluster(settings));
  }

  /** Follows clients, one subscriber each, from the change with this number on. */
  follow(clients: readonly number[], last = 0): void {
    for (const number of clients)
      void this.#count(this.#events.subscribe(clientOf(number), { withStatus: true }), last);
  }

  /** A change at these clients, as far as they are held here; how many there were. */
  change(clients: readonly number[], number: number): number {
    return clients.filter((client) => this.fondo.change(clientOf(client), number)).length;
  }

  counted(): Counted {
    return { delivered: this.#delivered, doubled: this.#doubled, lost: this.#lost };
  }

  /**
   * Threads that are followed or held here, those that are held, those whose source is live, and subscribers that were told
   * that their stream is.
   */
  threads() {
    const { followed = 0, held = 0, counts } = this.#cluster.status?.() ?? {};
    const { live } = this.#events.health();
    return { followed, held, live, ready: this.#ready, takeovers: counts?.takeovers ?? 0 };
  }

  drain(): Promise<void> {
    return this.#cluster.drain();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.close();
    this.fondo.close();
    await this.#cluster.close();
  }

  async #count(stream: AsyncGenerator<ClientEvent, void>, last: number): Promise<void> {
    let isLive = false;
    for await (const event of stream) {
      if (event.object === 'stream') {
        if (isLive !== (event.state === 'LIVE')) this.#ready += isLive ? -1 : 1;
        isLive = event.state === 'LIVE';
        continue;
      }
      const { name = '' } = (event.current ?? {}) as { name?: string };
      const number = Number(/change-(\d+)-/.exec(name)?.[1]);
      this.#delivered += 1;
      if (number <= last) this.#doubled += 1;
      else this.#lost += number - last - 1;
      last = Math.max(last, number);
    }
  }
}
