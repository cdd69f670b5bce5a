import { Fault } from '../../faults.ts';
import { OutcomeUnknown } from '../../problem.ts';

/**
 * Sends a call that Aarthik takes again for the same borrower without doing it twice (a repeat resumes): one whose
 * answer is lost is repeated, once. Where the repeat brings no answer either, the first may still have been done.
 */
export async function sendTwice<T>(send: () => Promise<T>, correlationId: string): Promise<T> {
  let mayBeDone: boolean;
  try {
    return await send();
  } catch (error) {
    if (!isLost(error)) throw error;
    mayBeDone = !error.notSent;
  }
  try {
    return await send();
  } catch (error) {
    mayBeDone ||= isLost(error) && !error.notSent;
    if (!mayBeDone || !(error instanceof Fault)) throw error;
    throw new OutcomeUnknown('Aarthik did not confirm this; it may have happened. Repeating it is safe: it resumes.', {
      provider: 'AARTHIK',
      correlationId,
    });
  }
}

/** Faults after which Aarthik may have done what it was asked, unless nothing was sent. */
const isLost = (error: unknown): error is Fault =>
  error instanceof Fault && ['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT', 'PROVIDER_BAD_ANSWER'].includes(error.code);
