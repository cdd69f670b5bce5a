import { randomUUID } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import { BankIdOrder } from './bankid.ts';
import type { Callbacks } from './callbacks.ts';
import { HostedSigning } from './hosted.ts';
import type { Ledger } from './ledger.ts';
import { firstStatus, statusAfterInfo, type Onboarding } from './onboarding.ts';
import type { PayexVariants } from './variants.ts';
import { demoSigner, type Signing, type SigningResult } from './signing.ts';
import type { Status, Wire } from './wire.ts';

const KALP_MS = 8_000;

export type NewOnboarding = Pick<Onboarding, 'kind' | 'profile' | 'person' | 'request'> &
  Partial<Pick<Onboarding, 'id' | 'permanent' | 'status' | 'accountNo'>>;

/** Performs the status transitions of onboardings, triggered by requests, persons and timers. */
export class OnboardingService {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #variants: PayexVariants;
  readonly #callbacks: Callbacks;

  constructor(clock: Clock, ledger: Ledger, variants: PayexVariants, callbacks: Callbacks) {
    this.#clock = clock;
    this.#ledger = ledger;
    this.#variants = variants;
    this.#callbacks = callbacks;
  }

  begin({ id = randomUUID(), permanent = false, accountNo, ...rest }: NewOnboarding): Onboarding {
    return this.#ledger.add({
      status: firstStatus(rest),
      ...rest,
      id,
      permanent,
      accountNo: accountNo ?? this.#ledger.nextAccountNo(),
      statusChangedAt: this.#clock.now(),
      lapsed: false,
    });
  }

  moveTo(onboarding: Onboarding, status: Status): void {
    if (onboarding.status === status) return;
    onboarding.status = status;
    onboarding.statusChangedAt = this.#clock.now();
    if (status === 'Approved') this.#settle(onboarding);
    this.#callbacks.send(onboarding.signing?.callbackUrl);
  }

  answer(onboarding: Onboarding, answers: readonly Wire['KycAnswer'][]): void {
    onboarding.answers = answers;
    this.moveTo(onboarding, statusAfterInfo(onboarding));
  }

  startBankId(onboarding: Onboarding, request: Wire['SignBankidSeRequest']): BankIdOrder {
    const listener = {
      changed: () => this.#callbacks.send(request.callbackUrl),
      finished: (result: SigningResult) => this.#finish(onboarding, result),
    };
    const order = new BankIdOrder(this.#clock, request, listener, onboarding.person.outcome === 'slow');
    onboarding.bankId = order;
    this.#start(onboarding, order, request.callbackUrl);
    return order;
  }

  startHosted(onboarding: Onboarding, request: Wire['BeginSignRequest']): HostedSigning {
    const signing = new HostedSigning(this.#clock, request, (result) => this.#finish(onboarding, result));
    onboarding.hosted = signing;
    this.#start(onboarding, signing, request.callbackUrl);
    return signing;
  }

  /** Opens a KALP case or returns the open one. */
  openKalp(onboarding: Onboarding): string {
    onboarding.kalp ??= { caseId: randomUUID(), done: false };
    const { caseId } = onboarding.kalp;
    if (onboarding.status !== 'InitializedKalp') {
      this.moveTo(onboarding, 'InitializedKalp');
      if (this.#variants.autoSign) this.#clock.after(KALP_MS, () => onboarding.byHand || this.finishKalp(caseId));
    }
    return caseId;
  }

  /** Handles the Monthio callback; unknown and finished cases are ignored. */
  finishKalp(caseId: string): void {
    const onboarding = this.#ledger.onboardings.values().find(({ kalp }) => kalp?.caseId === caseId);
    if (!onboarding?.kalp || onboarding.kalp.done) return;
    onboarding.kalp.done = true;
    this.moveTo(onboarding, statusAfterInfo(onboarding));
  }

  /** Returns the signing of an onboarding and disables its automatic signing. */
  steer(id: string): Signing {
    const signing = this.#ledger.onboardings.get(id)?.signing;
    if (!signing) throw new Error(`No signing was started for ${id}`);
    signing.release();
    return signing.by;
  }

  /** Ignored where the application has been moved on meanwhile. */
  #finish(onboarding: Onboarding, result: SigningResult): void {
    if (onboarding.status === 'InitializedDigitalSign') this.moveTo(onboarding, result);
  }

  #start(onboarding: Onboarding, by: Signing, callbackUrl: string | undefined): void {
    const release =
      this.#variants.autoSign && !onboarding.byHand
        ? demoSigner(this.#clock, by, onboarding.person.outcome)
        : () => undefined;
    onboarding.signing = { by, callbackUrl, release };
    this.moveTo(onboarding, 'InitializedDigitalSign');
  }

  #settle({ accountNo, person, profile, request: { creditLimit } }: Onboarding): void {
    const { accounts } = this.#ledger;
    const account = accounts.get(accountNo);
    if (account) account.creditLimit = creditLimit;
    else accounts.set(accountNo, { accountNo, owner: person, profile: profile.key, blocked: false, creditLimit });
  }
}
