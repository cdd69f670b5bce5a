import { InvalidInput, NotFound, Refused } from '../../problem.ts';
import { Fault } from '../../faults.ts';
import type { HttpReply, HttpRequest } from '../kit/http/exchange.ts';
import { problemInstance } from '../kit/http/problem-instance.ts';
import { faultOf, statusTable } from '../kit/http/statuses.ts';
import { inputPath, type InputPaths } from './input-paths.ts';
import type { ApplicationKey } from './types.ts';

/**
 * What the statuses of PayEx mean. Where its contract has problems their code says more (`PROBLEMS`); a list of offers
 * has none. No other status is on its page.
 */
export const PAYEX_STATUSES = statusTable({
  object: { 400: 'problem', 404: 'absent', 409: 'problem', 422: 'problem' },
  list: { 404: 'problem' },
  write: { 400: 'problem', 404: 'absent', 409: 'problem', 422: 'problem' },
});

/** What a request is about: decides what an absence means. */
export type Subject = 'application' | 'offer' | 'account';

export interface RequestSubject {
  readonly subject?: Subject;
  readonly inputPaths?: InputPaths;
  /** The application that an act is to change: a refusal names it. */
  readonly application?: ApplicationKey;
  readonly correlationId?: string | undefined;
}

type Meaning =
  'not found' | 'invalid input' | 'lapsed' | 'fault' | { readonly reason: string; readonly message: string };

const refused = (reason: string, message: string): Meaning => ({ reason, message });
const INVALID_STATE = refused('INVALID_REQUEST', 'PayEx refused this: the present state breaks one of its rules.');

/**
 * Every problem of PayEx by the last segment of its `type`, and where the status (or what was asked about) makes a
 * difference, under that too: `409 validation`, `offer resource-unavailable`. The more special entry wins.
 */
export const PROBLEMS: Readonly<Record<string, Meaning>> = {
  validation: 'invalid input',
  // Offers answer a malformed key with 404, where all else uses 400: a key that cannot be names nothing.
  '404 validation': 'not found',
  '409 validation': INVALID_STATE,
  'not-found': 'not found',
  'account-name-not-found': 'not found',
  'resource-unavailable': 'lapsed',
  'offer resource-unavailable': 'not found',
  'account resource-unavailable': 'not found',
  fatal: 'fault',
  'customer-mismatch': refused(
    'CUSTOMER_MISMATCH',
    'The customer number and the national identity number belong to different persons.',
  ),
  'customer-missing': refused(
    'CUSTOMER_MISSING',
    'No customer has this number, and this PayEx ledger does not create customer numbers itself.',
  ),
  'account-profile-exists': refused(
    'ACCOUNT_PROFILE_EXISTS',
    'The person already has an account of this account profile.',
  ),
  'account-already-exists-for-standalone-intent': refused(
    'ACCOUNT_ALREADY_EXISTS_FOR_STANDALONE_INTENT',
    'The person already has an active account of this account profile, and the special intent requires that there is none.',
  ),
  'not-valid-for-intent': refused(
    'NOT_VALID_FOR_INTENT',
    'The account profile, or the application, does not support this special intent.',
  ),
  'invalid-special-intent': refused('INVALID_SPECIAL_INTENT', 'PayEx does not know this special intent.'),
  'kyc-not-configured': refused('KYC_NOT_CONFIGURED', 'The account profile has no KYC questions.'),
  'invalid-application-state': refused(
    'INVALID_APPLICATION_STATE',
    'The status of the application does not permit this: see its `availableActions`.',
  ),
  'credit-check-declined': refused('CREDIT_CHECK_DECLINED', 'The credit check was declined.'),
  'company-not-configured': refused(
    'COMPANY_NOT_CONFIGURED',
    'The PayEx ledger is not configured for this signing method or operation.',
  ),
  'invalid-bank-id-state': refused('INVALID_BANK_ID_STATE', 'The BankID order can no longer be canceled.'),
  conflict: refused('CONFLICT', 'The present state does not permit this.'),
  'account-status': refused('ACCOUNT_STATUS', 'The status of the account does not permit a limit upgrade.'),
  'credit-limit-already-sufficient': refused(
    'CREDIT_LIMIT_ALREADY_SUFFICIENT',
    'The limit of the account is already at least the requested one.',
  ),
  'kalp-not-configured': refused('KALP_NOT_CONFIGURED', 'This account profile has no budget form.'),
};

const ABSENT: Readonly<Record<Subject, string>> = {
  application: 'PayEx has no such application.',
  offer: 'PayEx has no such offer, or something that the request names does not exist.',
  account: 'PayEx has no usable account, or no such customer.',
};

/** What an answer of PayEx means to the caller: judged by status and the last segment of `type`, never by its texts. */
export function payexProblem(reply: HttpReply, asked: RequestSubject & Pick<HttpRequest, 'method' | 'use'>): Error {
  const { subject = 'application', inputPaths, application, correlationId, method = 'GET' } = asked;
  const { use = method === 'GET' ? 'object' : 'write' } = asked;
  const { code, instance, faults } = readProblem(reply.body);
  const details = { provider: 'PAYEX', correlationId: instance ?? correlationId } as const;
  const meaning = [`${subject} ${code}`, `${reply.status} ${code}`, code].map((key) => PROBLEMS[key]).find(Boolean);
  const status = PAYEX_STATUSES.meaningOf(use, reply.status);
  const fault = faultOf('PAYEX', status, reply, details.correlationId);
  // A 4xx is the caller's to avoid (contract notes, section 6), one that is not listed too, if it is PayEx's own word.
  const isOwn = status === 'problem' || (status === 'unexpected' && reply.status >= 400 && code !== '');
  if (fault && !isOwn && typeof meaning !== 'object') return fault;
  if (meaning === 'fault') return new Fault('PROVIDER_UNAVAILABLE', details);
  if (meaning === 'lapsed') {
    const message = 'The application has left the memory of PayEx: if that stays so, begin a new one.';
    return new Refused('APPLICATION_LAPSED', message, details);
  }
  if (typeof meaning === 'object') return new Refused(meaning.reason, meaning.message, { ...details, application });
  if (meaning === 'invalid input') {
    const paths = faults.length > 0 ? faults.map((path) => inputPath(path, inputPaths)) : ['input'];
    const fields = [...new Set(paths)].map((path) => ({ path, message: 'PayEx does not accept this value' }));
    return new InvalidInput(fields, details);
  }
  if (meaning === 'not found' || status === 'absent') return new NotFound(ABSENT[subject], details);
  if (use !== 'write' && code === '') return new Fault('PROVIDER_BAD_ANSWER', details); // not PayEx's own word
  const message = 'PayEx refused this for a reason that the gateway does not know.';
  return new Refused('UNKNOWN', message, { ...details, application });
}

interface ReadProblem {
  /** Last segment of `type`. */
  readonly code: string;
  readonly instance: string | undefined;
  /** Paths of the values that break a rule. */
  readonly faults: readonly string[];
}

/** Reads a problem whose members may be spelt in any case. */
function readProblem(body: unknown): ReadProblem {
  const members = new Map(entriesOf(body).map(([name, value]) => [name.toLowerCase(), value]));
  const type = members.get('type');
  const problems = members.get('problems');
  return {
    code: typeof type === 'string' ? (type.split('/').at(-1) ?? '').toLowerCase() : '',
    instance: problemInstance(body),
    faults: (Array.isArray(problems) ? problems : [problems]).flatMap((one) => entriesOf(one).map(([path]) => path)),
  };
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** What is not there and what is not open to the caller look the same. */
export const noSuchApplication = (correlationId: string | undefined): NotFound =>
  new NotFound(ABSENT.application, { provider: 'PAYEX', correlationId });

/** A read of something that may be absent: null instead of `NotFound`, or of a refusal for one of these reasons. */
export const orNull = async <T>(read: Promise<T>, ...reasons: readonly string[]): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NotFound || (error instanceof Refused && reasons.includes(error.reason))) return null;
    throw error;
  }
};
