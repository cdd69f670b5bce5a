import { Fault } from '../../faults.ts';
import { OutcomeUnknown } from '../../problem.ts';

/**
 * Sends a call that is idempotent per borrower (a repeat resumes), and retries it once when its response is lost. Where
 * the retry gets no response either, the first may still have succeeded.
 */
export async function sendWithRetry<T>(send: () => Promise<T>, correlationId: string): Promise<T> {
  let mayHaveSucceeded: boolean;
  try {
    return await send();
  } catch (error) {
    if (!isLost(error)) throw error;
    mayHaveSucceeded = !error.notSent;
  }
  try {
    return await send();
  } catch (error) {
    mayHaveSucceeded ||= isLost(error) && !error.notSent;
    if (!mayHaveSucceeded || !(error instanceof Fault)) throw error;
    throw new OutcomeUnknown(
      'Aarthik did not confirm this; it may have happened. It is safe to send it again: the journey is resumed.',
      {
        provider: 'AARTHIK',
        correlationId,
      },
    );
  }
}

/** Faults after which Aarthik may have done what it was asked, unless nothing was sent. */
const isLost = (error: unknown): error is Fault =>
  error instanceof Fault && ['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT', 'PROVIDER_BAD_ANSWER'].includes(error.code);
