import { Fault } from '../../faults.ts';
import { InvalidInput, NotFound, Refused, type Problem, type ProblemDetails } from '../../problem.ts';
import type { HttpReply, HttpRequest } from '../kit/http/exchange.ts';
import { faultOf, statusTable } from '../kit/http/statuses.ts';
import { openEnvelope } from './envelope.ts';
import { inputPath } from './prefill-paths.ts';

/**
 * What the statuses of Aarthik mean (contract notes, "Envelope, correlation, errors"). A read of a journey can only find
 * none; the product flags exist in any case.
 */
export const AARTHIK_STATUSES = statusTable({
  object: { 404: 'absent' },
  list: {},
  write: { 400: 'problem', 403: 'problem', 404: 'absent', 409: 'problem' },
});

const NO_SUCH_JOURNEY = 'Aarthik has no such journey or offer.';

type Explain = (field: string | null, details: ProblemDetails) => Problem;
const refused =
  (reason: string, message: string): Explain =>
  (_field, details) =>
    new Refused(reason, message, details);
const notFound =
  (message: string): Explain =>
  (_field, details) =>
    new NotFound(message, details);

/** The codes that Aarthik adds to a status; an open set, so the status alone always decides something too. */
const BY_CODE: Readonly<Record<string, Explain>> = {
  VALIDATION_FAILED: invalidInput,
  BUREAU_CONSENT_REQUIRED: (_field, details) =>
    new InvalidInput([{ path: 'input.preferences.bureauConsent', message: 'expected true where `bureau` is given' }], {
      ...details,
    }),
  JOURNEY_NOT_FOUND: notFound('Aarthik has no journey of this borrower: start one first.'),
  OFFER_NOT_FOUND: notFound('This offer is not part of the journey.'),
  OFFER_LOCK_CONFLICT: refused('OFFER_LOCK_CONFLICT', 'Another offer of this journey is already in progress.'),
  OFFER_NOT_SELECTABLE: refused('OFFER_NOT_SELECTABLE', 'This offer cannot be chosen in its present state.'),
  FORBIDDEN_SCOPE: refused('PRODUCT_NOT_ENABLED', 'This product is not enabled for the partner.'),
};

const BY_STATUS: Readonly<Record<number, Explain>> = {
  400: invalidInput,
  403: refused('PRODUCT_NOT_ENABLED', 'This product is not enabled for the partner.'),
  404: notFound(NO_SUCH_JOURNEY),
  409: refused('INVALID_REQUEST', 'The offer cannot be chosen now, or another one is already in progress.'),
};

/**
 * What an answer of Aarthik means to the caller: judged by status first, then by the code that may come with it
 * (contract notes, "Errors"). Aarthik's own text is never shown: it may quote what was sent.
 */
export function aarthikProblem(reply: HttpReply, { correlationId, path, method = 'GET', use }: HttpRequest): Error {
  const { error, correlationId: theirs } = openEnvelope(reply.body);
  const details = { provider: 'AARTHIK', correlationId: theirs ?? correlationId } as const;
  const meaning = AARTHIK_STATUSES.meaningOf(use ?? (method === 'GET' ? 'object' : 'write'), reply.status);
  const fault = faultOf('AARTHIK', meaning, reply, details.correlationId);
  if (fault) return fault;
  // The gateway names its own tenant and application there: when those are wrong, no caller can do anything about it.
  if (path.startsWith('/api/tenants/') && (reply.status === 403 || reply.status === 404)) {
    return new Fault('PROVIDER_REJECTED_GATEWAY', details);
  }
  const explain = BY_CODE[error.text('code') ?? ''] ?? BY_STATUS[reply.status];
  return explain?.(error.object('details').text('field'), details) ?? new Fault('PROVIDER_BAD_ANSWER', details);
}

/** What is not there and what is not open to the caller look the same. */
export const noSuchJourney = (correlationId: string | undefined): NotFound =>
  new NotFound(NO_SUCH_JOURNEY, { provider: 'AARTHIK', correlationId });

function invalidInput(field: string | null, details: ProblemDetails): Problem {
  const path = inputPath(field);
  if (path) return new InvalidInput([{ path, message: 'is not accepted by Aarthik' }], details);
  return new Refused('INVALID_REQUEST', 'Aarthik refused the request: a value breaks one of its rules.', details);
}

/** A read of something that may be absent: null instead of `NotFound`. */
export const orNull = async <T>(read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
};
