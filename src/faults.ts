import type { ProviderName } from './problem.ts';

/** Why a provider could not serve us. Nothing that the caller did; shown in the top-level `errors`. */
export type FaultCode =
  | 'PROVIDER_UNAVAILABLE' // no connection, 5xx, passing trouble on the way, or the connection broke
  | 'PROVIDER_TIMEOUT' // no complete answer before the deadline
  | 'PROVIDER_BAD_ANSWER' // an answer that is not what the contract promises
  | 'PROVIDER_REJECTED_GATEWAY' // our own credentials are refused
  | 'RATE_LIMITED' // the provider asks us to slow down
  | 'PROVIDER_OFF'; // this gateway does without the provider (`FONDO=off`)

const MESSAGES: Record<FaultCode, string> = {
  PROVIDER_UNAVAILABLE: 'The provider cannot be reached at the moment.',
  PROVIDER_TIMEOUT: 'The provider did not answer in time.',
  PROVIDER_BAD_ANSWER: 'The provider gave an answer that could not be understood.',
  PROVIDER_REJECTED_GATEWAY: 'The provider does not accept the credentials of the gateway.',
  RATE_LIMITED: 'The provider receives too many requests at the moment.',
  PROVIDER_OFF: 'This provider is switched off in this gateway.',
};

const RETRYABLE: ReadonlySet<FaultCode> = new Set(['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT', 'RATE_LIMITED']);

export interface FaultDetails {
  readonly provider: ProviderName;
  readonly correlationId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** True when surely nothing was done: the request was never sent, or refused before it was acted upon. */
  readonly notSent?: boolean;
}

/** A provider that failed. Carries no text, address, header or body of the provider. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly provider: ProviderName;
  readonly correlationId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly notSent: boolean;

  constructor(code: FaultCode, { provider, correlationId, retryAfterMs, notSent = false }: FaultDetails) {
    super(MESSAGES[code]);
    this.code = code;
    this.provider = provider;
    this.correlationId = correlationId;
    this.retryAfterMs = retryAfterMs;
    this.notSent = notSent;
  }

  /** Whether the same read may succeed a little later. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}

/** Rows of a list that are not what the contract promises: they are left out, and the answer says so once. */
export class RowsLeftOut extends Fault {
  /** `list`: the address of the list without its ids. */
  constructor(list: string, rows: number, details: FaultDetails) {
    super('PROVIDER_BAD_ANSWER', details);
    const what =
      rows === 1 ? '1 row that could not be understood: it is' : `${rows} rows that could not be understood: they are`;
    this.message = `The provider sent, in ${list}, ${what} left out.`;
  }
}

/** A value of a provider that is not of the type that the contract promises. Says which type, never the value. */
export class BadValue extends Error {
  readonly code = 'PROVIDER_BAD_ANSWER';

  constructor(type: string) {
    super(`The provider sent something that is no ${type}.`);
  }
}

/** An act could not be recorded, and was therefore not tried: nothing was sent to a provider. */
export class AuditUnavailable extends Error {
  readonly code = 'AUDIT_UNAVAILABLE';
  readonly retryable = true;

  constructor() {
    super('The act could not be recorded, so it was not done. Nothing was sent: try again later.');
  }
}

/** What the instances of the gateway share cannot be reached: the same may succeed a little later. */
export class ClusterUnavailable extends Error {
  readonly code = 'UNAVAILABLE';
  readonly retryable = true;

  constructor() {
    super('What the instances of the gateway share cannot be reached at the moment. Try again later.');
  }
}
