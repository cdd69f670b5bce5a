import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../../faults.ts';
import { OutcomeUnknown, Problem, type ProviderName } from '../../../problem.ts';

export interface Write<T> {
  readonly provider: ProviderName;
  readonly correlationId: string;
  /** Sends the write, once. Undefined when the provider's answer does not show whether, or as what, it was done. */
  send(): Promise<T | undefined>;
  /**
   * Looks for what the write did, where the provider shows it; undefined when it is not there (yet). Left out where it
   * shows nothing.
   */
  find?(): Promise<T | undefined>;
  /** The caller's references that were sent: how the write can still be found later. */
  readonly references?: readonly string[];
}

/** Waits between the looks for a lost write, in milliseconds: what was accepted may take a moment to be listed. */
const LOOKS = [0, 250, 750, 1_500];

/**
 * Does a write once and never again. When its answer is lost (or empty) it looks for the effect: found is success;
 * not found is `OutcomeUnknown`, because the provider may still be at it. A write that surely never left is a fault.
 */
export async function writeOnce<T>({ provider, correlationId, send, find, references }: Write<T>): Promise<T> {
  let lost: Fault | undefined;
  try {
    const result = await send();
    if (result !== undefined) return result;
  } catch (error) {
    if (!(error instanceof Fault) || error.notSent || !isLost(error)) throw error;
    lost = error;
  }
  for (const wait of find ? LOOKS : []) {
    await delay(wait);
    const found = await find?.().catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw new OutcomeUnknown(
    'The provider did not confirm this, and its effect was not found. It may still happen: check before you send it again.',
    { provider, correlationId: lost?.correlationId ?? correlationId, references },
  );
}

/**
 * What came of a write that the provider has confirmed, by reading it back. The confirmation is valid whatever becomes
 * of the read: where that fails, `confirmed` is the answer, which holds what the provider said and nothing else.
 */
export async function readBack<T>(read: () => Promise<T>, confirmed: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Fault || error instanceof Problem) return confirmed;
    throw error;
  }
}

/** Faults after which the provider may have done what it was asked. */
const isLost = ({ code }: Fault): boolean =>
  code === 'PROVIDER_UNAVAILABLE' || code === 'PROVIDER_TIMEOUT' || code === 'PROVIDER_BAD_ANSWER';
