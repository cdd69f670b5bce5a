import type { BankIdSigning, CreditApplication } from '../../datasources/payex/types.ts';
import type { SignReading } from '../../subscriptions/payex/signing.ts';

const readings = new WeakMap<SignReading, SignReading>();
const signings = new WeakMap<CreditApplication, BankIdSigning | null>();
const applications = new WeakMap<BankIdSigning, CreditApplication>();

/**
 * What one poll of a signing found, for the resolvers of its event: application and signing lead to each other, so that
 * no field reads again what the poll has just read. One object per reading, so that an event is executed once for all of
 * its subscribers.
 */
export function polled(reading: SignReading): SignReading {
  let tied = readings.get(reading);
  if (!tied) {
    // Copies: the poller passes an application on from reading to reading.
    tied = { application: { ...reading.application }, bankId: reading.bankId && { ...reading.bankId } };
    signings.set(tied.application, tied.bankId);
    if (tied.bankId) applications.set(tied.bankId, tied.application);
    readings.set(reading, tied);
  }
  return tied;
}

/** The signing that was polled with an application; undefined for one that was not polled. */
export const polledSigning = (application: CreditApplication): BankIdSigning | null | undefined =>
  signings.get(application);

/** The application that was polled with a signing. */
export const polledApplication = (signing: BankIdSigning): CreditApplication | undefined => applications.get(signing);
