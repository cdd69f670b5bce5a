import type { PayexConnection } from '../../datasources/payex/index.ts';
import type { ApplicationKey } from '../../datasources/payex/types.ts';
import { Callbacks } from './callbacks.ts';
import type { SealedAddresses } from '../../cluster/cluster.ts';
import type { States } from '../../cluster/states.ts';
import { Pace } from '../kit/pace.ts';
import type { PollHandle } from '../kit/poll.ts';
import { SharedSource } from '../kit/shared-source.ts';
import {
  followSigning,
  mayBeOvertaken,
  SIGNING_PACE,
  signVersion,
  type SigningPace,
  type SignReading,
} from './signing.ts';

/** Where PayEx calls back, followed by the token of the signing. */
export const SIGN_CALLBACK_PATH = '/webhooks/payex/sign/';

/** The kind of state that a signing is. */
export const SIGNING = 'signing';

/** The signings that are watched: one poller per application, however many subscribers. */
export class SigningStreams {
  readonly #shared: SharedSource<SignReading>;
  readonly #pollers = new Map<string, PollHandle>();
  readonly #callbacks: Callbacks<ApplicationKey>;
  readonly #states: States;

  constructor(
    payex: PayexConnection,
    states: States,
    options: Partial<SigningPace> = {},
    publicUrl?: string,
    sealed?: SealedAddresses,
  ) {
    const all = { ...SIGNING_PACE, ...options };
    const pace = new Pace<SignReading>();
    this.#states = states;
    this.#callbacks = new Callbacks(
      publicUrl && `${publicUrl.replace(/\/$/, '')}${SIGN_CALLBACK_PATH}`,
      all.maxMs,
      sealed,
    );
    this.#shared = new SharedSource<SignReading>({
      open: states.shared(
        SIGNING,
        (name, sink) => {
          const stop = followSigning(payex, JSON.parse(name) as ApplicationKey, sink, all, pace);
          this.#pollers.set(name, stop);
          const close = (): void => {
            stop();
            if (this.#pollers.get(name) === stop) this.#pollers.delete(name);
          };
          return Object.assign(close, { now: stop.now });
        },
        { versionOf: signVersion, mayBeOvertaken, renewOnJoin: true },
      ),
      lingerMs: all.lingerMs,
      replayLast: true,
      renewOnJoin: true,
    });
  }

  /** Applications that are being asked about. */
  get open(): number {
    return this.#shared.open;
  }

  /** The readings of an application until it is final, over any number of signings. */
  subscribe(key: ApplicationKey): AsyncGenerator<SignReading, void> {
    return this.#shared.subscribe(JSON.stringify(key));
  }

  /** The application has changed: its subscribers are updated at once. */
  news(key: ApplicationKey): void {
    this.#tell(key).catch(() => undefined); // it is polled anyway
  }

  /** An unguessable callback URL for change notifications of PayEx; undefined without a public address. */
  callbackFor(key: ApplicationKey): string | undefined {
    return this.#callbacks.offer(key);
  }

  /**
   * The address of this token was called: nothing is believed, it is only a reason to read again. Rejects where the
   * instance that polls may not learn of it.
   */
  async called(token: string): Promise<void> {
    const key = this.#callbacks.find(token);
    if (key) await this.#tell(key);
  }

  close(): void {
    this.#shared.close();
  }

  async #tell(key: ApplicationKey): Promise<void> {
    const name = JSON.stringify(key);
    const poller = this.#pollers.get(name);
    if (poller) poller.now();
    else await this.#states.hint(SIGNING, name);
  }
}
