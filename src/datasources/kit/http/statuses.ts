import { Fault } from '../../../faults.ts';
import type { ProviderName } from '../../../problem.ts';
import type { HttpReply } from './exchange.ts';
import { retryAfter } from './retry-after.ts';
import { USES, type Use } from './use.ts';

export type { Use } from './use.ts';

/**
 * What a status says.
 * - `success`
 * - `absent`: what was asked about is not there, or not open to us. For an upgrade only a read of the object proves it.
 * - `problem`: the provider refuses for a reason that the caller can act on; its body says which
 * - `credentials`: our own credentials are refused; nothing was done
 * - `rate limited`: nothing was done, and the same may be asked later
 * - `passing`: trouble on the way or at the provider that may be over soon. A read is repeated, a write is looked up.
 * - `not processed`: refused by the protocol before the request was acted upon; nothing was done
 * - `unexpected`: nothing that the contract speaks of. Whether a write was done is not known, so it is looked up.
 */
export type Meaning =
  'success' | 'absent' | 'problem' | 'credentials' | 'rate limited' | 'passing' | 'not processed' | 'unexpected';

/** What the contract of a provider says beyond what holds for everybody. */
export type Contract = Partial<Record<Exclude<Use, 'poll'>, Readonly<Record<number, Meaning>>>>;

export interface StatusTable {
  /** The uses that the provider has. */
  readonly uses: readonly Use[];
  meaningOf(use: Use, status: number): Meaning;
}

/** 408 and 421, 425 (RFC 9110, 8470) and 499 (nginx: the client has gone) come from intermediaries. */
const PASSING: ReadonlySet<number> = new Set([408, 421, 425, 499]);
/**
 * Refused before anything was done (RFC 9110, 15.5; RFC 6585; RFC 7725). Not 406: that may be said of the answer alone.
 */
const NOT_PROCESSED: ReadonlySet<number> = new Set([405, 411, 413, 414, 415, 417, 426, 428, 431, 451]);

/**
 * Whether a failed request may succeed when it is sent again a moment later: trouble on the way, or at the provider.
 */
export const isPassing = (status: number): boolean => status >= 500 || PASSING.has(status);

/** What holds for every provider, unless its contract says otherwise. */
function generally(use: Use, status: number): Meaning {
  if (use === 'upgrade' ? status === 101 : use === 'document' ? status === 200 : isWhole(status)) return 'success';
  if (isPassing(status)) return 'passing';
  if (status === 429) return 'rate limited';
  if (status === 401 || status === 403 || status === 407) return 'credentials';
  return NOT_PROCESSED.has(status) ? 'not processed' : 'unexpected';
}

/** 206 is a part, which nobody has asked for. */
const isWhole = (status: number): boolean => status >= 200 && status < 300 && status !== 206;

export function statusTable(contract: Contract): StatusTable {
  return {
    uses: USES.filter((use) => (use === 'poll' ? 'object' : use) in contract),
    meaningOf: (use, status) => contract[use === 'poll' ? 'object' : use]?.[status] ?? generally(use, status),
  };
}

/** The fault that a meaning denotes; undefined where it is for the provider's own table of problems to say. */
export function faultOf(
  provider: ProviderName,
  meaning: Meaning,
  { headers }: Pick<HttpReply, 'headers'>,
  correlationId?: string,
): Fault | undefined {
  const details = { provider, correlationId };
  switch (meaning) {
    case 'rate limited':
      return new Fault('RATE_LIMITED', { ...details, retryAfterMs: retryAfter(headers) });
    case 'passing':
      return new Fault('PROVIDER_UNAVAILABLE', { ...details, retryAfterMs: retryAfter(headers) });
    case 'credentials':
      return new Fault('PROVIDER_REJECTED_GATEWAY', { ...details, notSent: true });
    case 'not processed':
      return new Fault('PROVIDER_BAD_ANSWER', { ...details, notSent: true });
    case 'unexpected':
      return new Fault('PROVIDER_BAD_ANSWER', details);
    case 'success':
    case 'absent':
    case 'problem':
      return undefined;
  }
}
