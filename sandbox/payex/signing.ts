import type { Clock } from '../kit/clock.ts';
import type { Outcome } from './test-data.ts';
import type { Status } from './wire.ts';

/** What a signing leaves the application in. */
export type SigningResult = Extract<Status, 'Approved' | 'SignMismatch' | 'SignRejectedOrFailed'>;

/** A signing that is under way, seen from the person. What comes after its end has no effect. */
export interface Signing {
  openApp(): void;
  sign(): void;
  signByOther(): void;
  userCancel(): void;
  certificateError(): void;
}

/** How long the job at the provider takes from the signature to the application's new status, in milliseconds. */
export const SETTLE_MS = 1_000;

const OPEN: [number, keyof Signing] = [4, 'openApp'];
/** What the demo person does, and after how many seconds. */
const SCRIPTS: Partial<Record<Outcome, readonly [number, keyof Signing][]>> = {
  cancels: [OPEN, [10, 'userCancel']],
  'never-opens': [],
  'certificate-error': [OPEN, [10, 'certificateError']],
  'somebody-else-signs': [OPEN, [10, 'signByOther']],
  slow: [OPEN, [200, 'sign']],
};

/** Lets the demo person act. Returns how to take the matter out of the person's hands. */
export function demoSigner(clock: Clock, signing: Signing, outcome: Outcome): () => void {
  const script = SCRIPTS[outcome] ?? [OPEN, [10, 'sign']];
  const steps = script.map(([seconds, act]) => clock.after(seconds * 1_000, () => signing[act]()));
  return () => steps.forEach((callOff) => callOff());
}
