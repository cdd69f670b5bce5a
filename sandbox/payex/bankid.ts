import { randomUUID } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import { qrPng } from '../kit/qr.ts';
import { bankIdQrText } from './bankid-qr.ts';
import { SETTLE_MS, type Signing, type SigningResult } from './signing.ts';
import type { Wire } from './wire.ts';

const STEP_MS = 30_000;
const WINDOW_MS = 180_000;
const QR_MS = 1_000;
const NO_CLIENT_MS = 2_000;
const IN_APP_MS = 1_000;
const MAX_EXTENDS = 10;

export interface BankIdListener {
  /** The status of the order changed. */
  changed(): void;
  finished(result: SigningResult): void;
}

/**
 * A Swedish BankID signing. An order that is not opened expires after 30 s and is renewed with a new token and QR code
 * until 180 s have passed. Once the app has been opened the order is valid for the remaining time.
 */
export class BankIdOrder implements Signing {
  readonly request: Wire['SignBankidSeRequest'];
  readonly maxExtends = MAX_EXTENDS;
  status: Wire['BankIdStatus'] = 'Pending';
  hintCode: Wire['BankIdHintCode'] = 'OutstandingTransaction';
  autostartToken = '';
  currentExtend = 0;
  readonly #clock: Clock;
  readonly #listener: BankIdListener;
  readonly #asksForPassport: boolean;
  #qrStartToken = '';
  #qrStartSecret = '';
  #orderedAt = 0;
  #allowedFrom: number;
  #opened = false;
  #deadline: () => void;
  #next: (() => void)[] = [];

  constructor(clock: Clock, request: Wire['SignBankidSeRequest'], listener: BankIdListener, asksForPassport: boolean) {
    this.#clock = clock;
    this.request = request;
    this.#listener = listener;
    this.#asksForPassport = asksForPassport;
    this.#allowedFrom = clock.now();
    this.#deadline = clock.after(WINDOW_MS, () => this.expire());
    this.#order();
  }

  /** Remaining seconds in steps of 30: 180, 150 … 0. */
  get secondsLeft(): number {
    const passed = Math.floor((this.#clock.now() - this.#allowedFrom) / STEP_MS) * STEP_MS;
    return Math.max(0, WINDOW_MS - passed) / 1_000;
  }

  /** The current QR code as a PNG data URL; changes every second; undefined once the signing has ended. */
  get qrCodeImageDataUrl(): string | undefined {
    if (this.status !== 'Pending') return undefined;
    const seconds = Math.floor((this.#clock.now() - this.#orderedAt) / QR_MS);
    const text = bankIdQrText(this.#qrStartToken, this.#qrStartSecret, seconds);
    return `data:image/png;base64,${qrPng(text).toString('base64')}`;
  }

  /** Resets the remaining time. Returns false if the order has ended or the limit of extensions is reached. */
  extend(): boolean {
    if (this.status !== 'Pending' || this.currentExtend >= this.maxExtends) return false;
    this.currentExtend += 1;
    this.#allowedFrom = this.#clock.now();
    this.#deadline();
    this.#deadline = this.#clock.after(WINDOW_MS, () => this.expire());
    return true;
  }

  /** Cancels the order. Returns false if it has already ended. */
  cancel(): boolean {
    return this.#fail('Cancelled');
  }

  openApp(): void {
    if (this.status !== 'Pending' || this.#opened) return;
    this.#opened = true;
    this.#calmDown();
    this.hintCode = 'Started';
    const hints: Wire['BankIdHintCode'][] = this.#asksForPassport ? ['UserMrtd', 'UserSign'] : ['UserSign'];
    this.#next = hints.map((hint, index) =>
      this.#clock.after((index + 1) * IN_APP_MS, () => {
        this.hintCode = hint;
      }),
    );
  }

  sign(): void {
    this.#complete('Approved');
  }

  signByOther(): void {
    this.#complete('SignMismatch');
  }

  userCancel(): void {
    this.#fail('UserCancel');
  }

  certificateError(): void {
    this.#fail('CertificateErr');
  }

  expire(): void {
    this.#fail(this.#opened ? 'ExpiredTransaction' : 'StartFailed');
  }

  #order(): void {
    this.autostartToken = randomUUID();
    this.#qrStartToken = randomUUID();
    this.#qrStartSecret = randomUUID();
    this.#orderedAt = this.#clock.now();
    this.hintCode = 'OutstandingTransaction';
    this.#next = [
      this.#clock.after(NO_CLIENT_MS, () => {
        this.hintCode = 'NoClient';
      }),
      this.#clock.after(STEP_MS, () => this.#order()),
    ];
  }

  #complete(result: SigningResult): void {
    if (!this.#end('Complete', null)) return;
    this.#clock.after(SETTLE_MS, () => this.#listener.finished(result));
  }

  #fail(hint: Wire['BankIdHintCode']): boolean {
    if (!this.#end('Failed', hint)) return false;
    this.#listener.finished('SignRejectedOrFailed');
    return true;
  }

  #end(status: 'Complete' | 'Failed', hint: Wire['BankIdHintCode']): boolean {
    if (this.status !== 'Pending') return false;
    this.#deadline();
    this.#calmDown();
    this.status = status;
    this.hintCode = hint;
    this.#listener.changed();
    return true;
  }

  #calmDown(): void {
    this.#next.forEach((callOff) => callOff());
    this.#next = [];
  }
}
