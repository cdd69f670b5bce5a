import type { Clock } from '../kit/clock.ts';
import type { Outcome } from './test-data.ts';
import type { Status } from './wire.ts';

/** Status of the application after a signing. */
export type SigningResult = Extract<Status, 'Approved' | 'SignMismatch' | 'SignRejectedOrFailed'>;

/** Actions of the person in a signing. They have no effect once it has ended. */
export interface Signing {
  openApp(): void;
  sign(): void;
  signByOther(): void;
  userCancel(): void;
  certificateError(): void;
  /** Nobody signed in time. */
  expire(): void;
}

/** Processing time from the signature to the new status of the application, in milliseconds. */
export const SETTLE_MS = 1_000;

const OPEN: [number, keyof Signing] = [4, 'openApp'];
/** Actions of the automatic signer by outcome, with delays in seconds. */
const SCRIPTS: Partial<Record<Outcome, readonly [number, keyof Signing][]>> = {
  cancels: [OPEN, [10, 'userCancel']],
  'never-opens': [],
  'certificate-error': [OPEN, [10, 'certificateError']],
  'somebody-else-signs': [OPEN, [10, 'signByOther']],
  slow: [OPEN, [200, 'sign']],
};

/** Schedules automatic signing. Returns a function that cancels it. */
export function demoSigner(clock: Clock, signing: Signing, outcome: Outcome): () => void {
  const script = SCRIPTS[outcome] ?? [OPEN, [10, 'sign']];
  const steps = script.map(([seconds, act]) => clock.after(seconds * 1_000, () => signing[act]()));
  return () => steps.forEach((callOff) => callOff());
}
