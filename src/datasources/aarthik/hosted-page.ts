import { Fault } from '../../faults.ts';

/** An address of Aarthik's hosted pages. Whoever holds it acts as the borrower: never stored, never logged. */
export interface HostedPage {
  readonly borrower: string;
  readonly url: string;
  readonly expiresAt: string;
}

/** What the token of a hosted session lives (contract notes, "Hosted URL life time"). */
const LIFE_MS = 120_000;

/** A hosted page just minted; without a readable end it is taken to live as long as a hosted session's token. */
export function hostedPage(
  borrower: string,
  url: string | null,
  expiresAt: string | null,
  correlationId: string,
): HostedPage {
  if (url === null) throw new Fault('PROVIDER_BAD_ANSWER', { provider: 'AARTHIK', correlationId });
  return { borrower, url, expiresAt: expiresAt ?? new Date(Date.now() + LIFE_MS).toISOString() };
}
