import { randomUUID } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import type { SandboxResponse, SandboxRequest } from '../kit/provider.ts';
import { stringified, type AarthikVariants } from './variants.ts';

/** Failures of the Hybrid operations: code, HTTP status, message and whether the request can be retried. */
const FAILURES = {
  VALIDATION_FAILED: [400, 'The request is not valid', false],
  BUREAU_CONSENT_REQUIRED: [400, 'journey.bureauConsent must be true when bureau is provided', false],
  AUTH_INVALID_API_KEY: [401, 'API key is invalid', false],
  JOURNEY_NOT_FOUND: [404, 'No hybrid journey for this borrower', false],
  OFFER_NOT_FOUND: [404, 'Offer is not part of this journey', false],
  OFFER_LOCK_CONFLICT: [409, 'Another offer is already in progress for this journey', false],
  OFFER_NOT_SELECTABLE: [409, 'Offer is not in OFFER_RECEIVED state', false],
  RATE_LIMITED: [429, 'Too many requests', true],
} as const;

export type FailureCode = keyof typeof FAILURES;

/** Path of the invalid member and, where the default message of the code is too general, a specific one. */
export interface FailureDetail {
  readonly field: string;
  readonly message?: string;
}

/** Builds the responses of the Hybrid operations in their envelope. */
export class Envelope {
  readonly #clock: Clock;
  readonly #variants: AarthikVariants;

  constructor(clock: Clock, variants: AarthikVariants) {
    this.#clock = clock;
    this.#variants = variants;
  }

  success(request: SandboxRequest, status: number, data: unknown, headers?: Record<string, string>): SandboxResponse {
    const body = {
      ...this.#frame(request),
      data: this.#variants.numbersAsStrings ? stringified(data) : data,
      error: null,
    };
    return { status, body, headers };
  }

  failure(
    request: SandboxRequest,
    code: FailureCode,
    detail?: FailureDetail,
    headers?: Record<string, string>,
  ): SandboxResponse {
    const [status, text, retryable] = FAILURES[code];
    const message = detail?.message ?? text;
    const details = detail ? { field: detail.field } : null;
    const error = this.#variants.errorBody === 'text' ? message : { code, message, retryable, details };
    return { status, body: { ...this.#frame(request), data: null, error }, headers };
  }

  #frame({ headers }: SandboxRequest): Record<string, string> {
    const sent = headers['x-correlation-id'];
    const correlation = typeof sent === 'string' && sent !== '' && sent.length <= 128 ? sent : randomUUID();
    const [request, timestamp] = [randomUUID(), this.#clock.iso()];
    return this.#variants.envelope === 'camel'
      ? { requestID: request, correlationID: correlation, timestamp }
      : { request_id: request, correlation_id: correlation, timestamp };
  }
}

const PLAIN = { 400: 'Invalid request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not found' } as const;

/** Error response of an operation without an envelope. */
export const plainFailure = (status: keyof typeof PLAIN): SandboxResponse => ({
  status,
  body: { error: PLAIN[status] },
});
