import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { GatewayError } from '@financial-gateway/client';
import type { ErrorText } from './error-texts.ts';

/** What is known of a failure: what to say, and whether it may pass. */
export interface Failure {
  readonly text: ErrorText;
  readonly mayPass: boolean;
  /** Finds the request in the gateway's log. */
  readonly correlationId: string | undefined;
}

/** By error code, as `docs/errors.md` of the gateway has them; a code that is not here is `ours`. */
const TEXTS: Readonly<Record<string, ErrorText>> = {
  PROVIDER_UNAVAILABLE: 'unavailable',
  PROVIDER_TIMEOUT: 'unavailable',
  PROVIDER_REJECTED_GATEWAY: 'unavailable',
  PROVIDER_OFF: 'unavailable',
  PROVIDER_BAD_ANSWER: 'partial',
  RATE_LIMITED: 'unavailable',
  OVERLOADED: 'unavailable',
  RESTARTING: 'unavailable',
  UNAVAILABLE: 'unavailable',
  AUTH_UNAVAILABLE: 'unavailable',
  AUDIT_UNAVAILABLE: 'unavailable',
  TOO_MANY_REQUESTS: 'unavailable',
  TOO_MANY_CONNECTIONS: 'unavailable',
  REQUEST_TIMEOUT: 'unavailable',
  DEADLINE_EXCEEDED: 'unavailable',
  UNAUTHENTICATED: 'signIn',
  CREDENTIALS_EXPIRED: 'signIn',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'gone',
  // The ids that this application asks for come from addresses of its pages.
  BAD_USER_INPUT: 'gone',
};
const PASSING: ReadonlySet<ErrorText> = new Set(['unavailable', 'offline', 'partial']);

export function failureOf(error: unknown): Failure {
  const extensions = extensionsOf(error);
  const code = typeof extensions?.['code'] === 'string' ? extensions['code'] : undefined;
  const text = code === undefined ? withoutCode(error) : (TEXTS[code] ?? 'ours');
  const correlationId = typeof extensions?.['correlationId'] === 'string' ? extensions['correlationId'] : undefined;
  return { text, mayPass: extensions?.['retryable'] === true || PASSING.has(text), correlationId };
}

/** What stands between page and gateway answers in its own words, or nothing answers. */
function withoutCode(error: unknown): ErrorText {
  if (ServerError.is(error)) return error.statusCode >= 500 ? 'unavailable' : 'ours';
  return isUnreached(error) ? 'offline' : 'ours';
}

/** What browsers say of a request, and of the code or the styles of a page, that did not arrive. */
const isUnreached = (error: unknown): boolean =>
  error instanceof TypeError
    ? /fetch|network|load failed|dynamically imported module|importing a module/i.test(error.message)
    : error instanceof Error && error.message.startsWith('Unable to preload');

function extensionsOf(error: unknown): Readonly<Record<string, unknown>> | undefined {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0]?.extensions ?? {};
  if (error instanceof GatewayError) return error.errors[0]?.extensions ?? {};
  if (ServerError.is(error)) return bodyExtensions(error.bodyText);
  return undefined;
}

/** Refusals with a status of their own have the shape of GraphQL errors, too. */
function bodyExtensions(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { errors } = JSON.parse(body) as { errors?: readonly { extensions?: Record<string, unknown> }[] };
    return errors?.[0]?.extensions;
  } catch {
    return undefined;
  }
}
