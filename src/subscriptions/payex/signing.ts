import { randomUUID } from 'node:crypto';
import { NotFound, Refused } from '../../problem.ts';
import type { PayexConnection } from '../../datasources/payex/index.ts';
import { countryOf, isFinal, keyText, maySignAgain, type Status } from '../../datasources/payex/status.ts';
import type { ApplicationKey, BankIdSigning, CreditApplication } from '../../datasources/payex/types.ts';
import type { Sink } from '../../cluster/states.ts';
import type { Pace } from '../kit/pace.ts';
import { poll, type PollHandle, type Time } from '../kit/poll.ts';

export interface SigningPace {
  /** While a QR code is to be scanned: it changes each second. */
  readonly qrMs: number;
  /** While the app is open, and for what is done on a hosted page. */
  readonly waitMs: number;
  /** While nothing moves but by an act: those through this gateway are news. */
  readonly idleMs: number;
  /** Once the person has signed, until the application says so. */
  readonly settleMs: number;
  /** How long one signing is followed at most. */
  readonly maxMs: number;
  /** How long it goes on after the last subscriber left. */
  readonly lingerMs: number;
  /** How long PayEx must go on saying that it no longer knows the application, before that ends the stream. */
  readonly lapsedMs: number;
  readonly time?: Time;
}

/** The order has reached no app yet: there is a QR code, or will be again once the order is renewed. */
const UNOPENED: ReadonlySet<string> = new Set<NonNullable<BankIdSigning['hintCode']>>([
  'OutstandingTransaction',
  'NoClient',
]);
const isToBeScanned = ({ status, hintCode, qrCodeImageDataUrl }: BankIdSigning): boolean =>
  status === 'Pending' && (Boolean(qrCodeImageDataUrl) || hintCode == null || UNOPENED.has(hintCode));

/** The person answers, or is to be checked: there is nothing to sign yet. */
const IDLE: ReadonlySet<string> = new Set<Status>(['AwaitingComplementaryInfo', 'AwaitingVerification']);

/** Never faster than once a second (contract notes, section 5). */
export const SIGNING_PACE: SigningPace = {
  qrMs: 1_000,
  waitMs: 2_000,
  idleMs: 10_000,
  settleMs: 1_000,
  maxMs: 3_600_000,
  lingerMs: 2_000,
  lapsedMs: 30_000,
};

/** Where a simulator answers: its states are changed by hand, too, and nobody pays for the reads. */
export const SIMULATED_PACE: Partial<SigningPace> = { idleMs: SIGNING_PACE.waitMs };

/** A signing as the last poll found it. */
export interface SignReading {
  readonly application: CreditApplication;
  /** The Swedish signing; null for one on a hosted page, and before the start. */
  readonly bankId: BankIdSigning | null;
}

/**
 * Follows the signing of an application: the order is read at most once per interval. While a Swedish order is pending
 * that is the only call; else the application is read, until it is final.
 */
export function followSigning(
  payex: PayexConnection,
  key: ApplicationKey,
  sink: Sink<SignReading>,
  options: SigningPace,
  pace: Pace<SignReading>,
): PollHandle {
  let last: SignReading | undefined;
  let hosted = false;
  let hasFailed = false;

  const read = async (signal: AbortSignal): Promise<SignReading> => {
    const { applications, signings } = payex.operation({ signal, correlationId: randomUUID() });
    let isRead = false;
    if (last?.bankId?.status === 'Pending') {
      const bankId = await signings.readBankId(key, signal);
      isRead = true;
      if (bankId?.status === 'Pending') return (last = { ...last, bankId });
      last = { ...last, bankId };
    }
    const application = await applications.byKey(key);
    if (!application) throw new NotFound('PayEx has no such application.', { provider: 'PAYEX' });
    let bankId = last?.bankId ?? null;
    const country = countryOf(application);
    const isForeign = (country ?? 'SE') !== 'SE';
    hosted ||= isForeign;
    // While a signing is said to be under way, an order that is not complete may have been followed by another. One that
    // came to nothing before anybody followed it is read for its reason.
    const isUnderWay = application.status === 'InitializedDigitalSign' && bankId?.status !== 'Complete';
    const failedBefore = hasFailed;
    hasFailed = maySignAgain(application);
    const isUnexplained = hasFailed && !failedBefore && bankId === null;
    if ((isUnderWay || isUnexplained) && !hosted && !isRead) {
      bankId = await signings.readBankId(key, signal);
      // Of a limit upgrade the country is not known: whether there is a Swedish order says how it is signed.
      hosted = bankId === null && country === undefined;
    }
    if (hasFailed) hosted = isForeign; // the next one is looked at anew
    return (last = { application, bankId });
  };

  return poll<SignReading>(
    {
      read,
      version: signVersion,
      isFinal: ({ application }) => isFinal(application),
      mayBeOvertaken,
      everyMs: ({ application, bankId }) => {
        if (IDLE.has(application.status ?? '')) return options.idleMs;
        if (maySignAgain(application)) return options.waitMs;
        if (bankId?.status === 'Complete') return options.settleMs;
        return bankId && isToBeScanned(bankId) ? options.qrMs : options.waitMs;
      },
      minMs: Math.min(options.qrMs, 1_000),
      maxMs: options.maxMs,
      // `resource-unavailable` may pass: PayEx fills its cache again (contract notes, section 3).
      gracePeriodMs: (error) => (isLapse(error) ? options.lapsedMs : 0),
      pace: { of: pace, key: keyText(key) },
      ...(options.time && { time: options.time }),
    },
    sink,
  );
}

/** Two readings of the same version are the same news. */
export const signVersion = ({ application, bankId }: SignReading): string => JSON.stringify([application, bankId]);

/** Whether the next signing may have been started since. */
export const mayBeOvertaken = ({ application }: SignReading): boolean => maySignAgain(application);

const isLapse = (error: unknown): boolean => error instanceof Refused && error.reason === 'APPLICATION_LAPSED';
