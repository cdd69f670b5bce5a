import { randomUUID } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import { SETTLE_MS, type Signing, type SigningResult } from './signing.ts';
import type { Wire } from './wire.ts';

const WINDOW_MS = 30 * 60_000;

/** A signing on the hosted page of a third party (Norwegian BankID, MitID). Fails after half an hour. */
export class HostedSigning implements Signing {
  readonly token = randomUUID();
  readonly request: Wire['BeginSignRequest'];
  readonly #clock: Clock;
  readonly #finished: (result: SigningResult) => void;
  readonly #deadline: () => void;
  #ended = false;

  constructor(clock: Clock, request: Wire['BeginSignRequest'], finished: (result: SigningResult) => void) {
    this.#clock = clock;
    this.request = request;
    this.#finished = finished;
    this.#deadline = clock.after(WINDOW_MS, () => this.expire());
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** No-op: the hosted page replaces the app. */
  openApp(): void {}

  sign(): void {
    if (this.#end()) this.#clock.after(SETTLE_MS, () => this.#finished('Approved'));
  }

  signByOther(): void {
    if (this.#end()) this.#clock.after(SETTLE_MS, () => this.#finished('SignMismatch'));
  }

  userCancel(): void {
    if (this.#end()) this.#finished('SignRejectedOrFailed');
  }

  certificateError(): void {
    this.userCancel();
  }

  expire(): void {
    this.userCancel();
  }

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#deadline();
    return true;
  }
}
