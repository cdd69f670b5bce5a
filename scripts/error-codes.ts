/** Who can do something about an error. */
export type Who = 'the developer' | 'the person' | 'your code' | 'the operator';

/** What a frontend does about one code or reason. */
export interface Advice {
  readonly meaning: string;
  /** Who acts; `your code` is what handles it while it runs, without anybody. */
  readonly who: Who;
  /** What to do. */
  readonly act: string;
  /** Whether the same request may succeed later, without a change. */
  readonly retry: 'yes' | 'after `retryAfterMs`' | 'no' | 'reads only';
  /** What a person may be told; empty where nobody should see it outside development. */
  readonly show: string;
}

const advice = (meaning: string, who: Who, act: string, retry: Advice['retry'], show = ''): Advice => ({
  meaning,
  who,
  act,
  retry,
  show,
});

export const MISTAKE = 'Something is wrong on our side. We have been told.';
export const LATER = 'This is not available at the moment. Try again in a while.';

/** The members of the results of mutations; `InvalidInput` has the code `BAD_USER_INPUT` where it ends a query. */
export const PROBLEMS: Record<string, Advice> = {
  NOT_FOUND: advice(
    '`NotFound`: no such object, or none that this caller may see. The two look alike.',
    'your code',
    'Leave the page, or evict the object from the cache.',
    'no',
    'This is no longer here.',
  ),
  INVALID_INPUT: advice(
    '`InvalidInput`: values break a rule. `fields` has the path of each in your own input. Nothing was changed.',
    'the person',
    'Show each message of your own at the field with that path.',
    'no',
    'Check the marked fields.',
  ),
  REFUSED: advice(
    '`Refused`: the provider understood, and said no. `reason` says why: see the reasons below.',
    'the person',
    'Decide by `reason`.',
    'no',
  ),
  OUTCOME_UNKNOWN: advice(
    '`OutcomeUnknown`: the answer was lost, and the effect could not be found. It may or may not have happened.',
    'the person',
    'Do not send it again. Read the object, or search for `references`, until it is clear.',
    'no',
    'We do not know yet whether this went through. Do not repeat it; we are checking.',
  ),
};

/** Codes of a provider that failed (`extensions.provider` says which): null where the field stands, the rest is there. */
export const FAULTS: Record<string, Advice> = {
  PROVIDER_UNAVAILABLE: advice(
    'The provider cannot be reached.',
    'your code',
    'Show the rest; try again later.',
    'reads only',
    LATER,
  ),
  PROVIDER_TIMEOUT: advice('The provider did not answer in time.', 'your code', 'As above.', 'reads only', LATER),
  RATE_LIMITED: advice(
    'The provider, or this gateway (then with status 429), asks for fewer requests.',
    'your code',
    'Wait, then try again.',
    'after `retryAfterMs`',
    LATER,
  ),
  PROVIDER_BAD_ANSWER: advice(
    'The provider sent something else than its contract promises. Rows concerned are null or left out.',
    'the operator',
    'Show the rest, and mark what is missing.',
    'no',
    'A part of this cannot be shown.',
  ),
  PROVIDER_REJECTED_GATEWAY: advice(
    'The provider does not accept the credentials of the gateway.',
    'the operator',
    'Show the rest.',
    'no',
    LATER,
  ),
  PROVIDER_OFF: advice(
    'This gateway does without that provider.',
    'the developer',
    'Read `providers { isOff }`, and leave the feature out.',
    'no',
  ),
};

/** Codes of the credentials and rights of a caller. */
export const RIGHTS: Record<string, Advice> = {
  UNAUTHENTICATED: advice(
    'No credentials, or ones that do not count.',
    'your code',
    'Get a new token and send the request again, once; then sign in.',
    'no',
    'Sign in again.',
  ),
  CREDENTIALS_EXPIRED: advice(
    'The credentials of an open stream ended.',
    'your code',
    'Connect with new ones, and subscribe with the last cursor.',
    'no',
  ),
  FORBIDDEN: advice(
    'The caller lacks a permission; the message names it.',
    'the operator',
    'Leave out what the caller may not do.',
    'no',
    'You do not have access to this.',
  ),
  FORBIDDEN_ORIGIN: advice(
    'A web page of an origin that is not in `CORS_ORIGINS`.',
    'the operator',
    'Add the origin.',
    'no',
  ),
  UNKNOWN_HOST: advice('The name in `Host` is not one of this gateway.', 'the operator', 'Set `ALLOWED_HOSTS`.', 'no'),
  LIVE_PROVIDER: advice(
    'The control of the sandbox was asked of a gateway with a live provider.',
    'the developer',
    'Test against a gateway whose providers are all simulated.',
    'no',
  ),
  INTROSPECTION_OFF: advice(
    'The schema is not told here.',
    'the developer',
    'Use the published `schema.graphql`.',
    'no',
  ),
};

const LIMIT = 'Ask for less in one operation: `limit` and `actual` say by how much.';

/** Codes of an operation that is not served as it is written. */
export const OPERATIONS: Record<string, Advice> = {
  GRAPHQL_PARSE_FAILED: advice('The document is not GraphQL.', 'the developer', 'Mend the document.', 'no', MISTAKE),
  GRAPHQL_VALIDATION_FAILED: advice(
    'The document does not fit the schema.',
    'the developer',
    'Generate types from the schema.',
    'no',
    MISTAKE,
  ),
  BAD_USER_INPUT: advice(
    'A variable or an argument is not what is expected; the message says what is.',
    'the developer',
    'Mend the value. In a query, ids that a person typed may cause it.',
    'no',
    MISTAKE,
  ),
  BAD_REQUEST: advice('The request is not GraphQL over HTTP.', 'the developer', 'Mend the client.', 'no', MISTAKE),
  OPERATION_RESOLUTION_FAILURE: advice(
    'No operation of that name, or several and no name.',
    'the developer',
    'Send `operationName`.',
    'no',
    MISTAKE,
  ),
  DOCUMENT_NOT_TRUSTED: advice(
    'Only registered documents are served.',
    'the developer',
    'Register the document.',
    'no',
    MISTAKE,
  ),
  PERSISTED_QUERY_NOT_FOUND: advice(
    'No document with this hash.',
    'your code',
    'Send the text (links and exchanges do).',
    'no',
  ),
  PERSISTED_QUERY_NOT_SUPPORTED: advice('No documents are registered here.', 'your code', 'Send the text.', 'no'),
  PERSISTED_QUERY_MISMATCH: advice(
    'The hash is not that of the text.',
    'the developer',
    'Mend the hash.',
    'no',
    MISTAKE,
  ),
  TOO_COSTLY: advice('The operation may cost more than the limit.', 'the developer', LIMIT, 'no', MISTAKE),
  TOO_DEEP: advice('Selections nest too deeply.', 'the developer', LIMIT, 'no', MISTAKE),
  TOO_MANY_ALIASES: advice('Too many aliases.', 'the developer', LIMIT, 'no', MISTAKE),
  TOO_MANY_DIRECTIVES: advice('Too many directives.', 'the developer', LIMIT, 'no', MISTAKE),
  TOO_MANY_FRAGMENTS: advice('Too many fragments.', 'the developer', LIMIT, 'no', MISTAKE),
  TOO_MANY_REPEATS: advice('Fields or fragments repeat too often.', 'the developer', LIMIT, 'no', MISTAKE),
  TOO_MANY_TOKENS: advice('The document is too long, counted in tokens.', 'the developer', LIMIT, 'no', MISTAKE),
  DOCUMENT_TOO_LONG: advice('The document is too long, counted in bytes.', 'the developer', LIMIT, 'no', MISTAKE),
  TOO_MANY_VALUES: advice(
    'The JSON of the request holds too many values.',
    'the developer',
    'Send less at once.',
    'no',
    MISTAKE,
  ),
  TOO_MANY_ERRORS: advice(
    'The answer had more errors than are told; `more` says how many.',
    'the developer',
    'Look at those that are told.',
    'no',
  ),
  SCAN_BUDGET_EXCEEDED: advice(
    'The gateway would have to read more rows than one operation may.',
    'the developer',
    'Narrow lists down by `createdSince` or `modifiedSince`.',
    'no',
    'Choose a shorter period.',
  ),
  PAYLOAD_TOO_LARGE: advice('The request is too large.', 'the developer', 'Send less at once.', 'no', MISTAKE),
  UNSUPPORTED_MEDIA_TYPE: advice(
    'The body is not UTF-8 JSON.',
    'the developer',
    'Send `content-type: application/json`.',
    'no',
    MISTAKE,
  ),
  NOT_ACCEPTABLE: advice('`accept` names nothing that is served.', 'the developer', 'Mend `accept`.', 'no', MISTAKE),
};

/** Codes of a gateway that cannot serve the request now. */
export const MOMENTS: Record<string, Advice> = {
  OVERLOADED: advice(
    'The gateway has too much to do.',
    'your code',
    'Wait for `Retry-After`.',
    'after `retryAfterMs`',
    LATER,
  ),
  RESTARTING: advice('The instance is being replaced.', 'your code', 'Connect again: another one answers.', 'yes'),
  UNAVAILABLE: advice(
    'What several instances of the gateway share cannot be reached; nothing was sent to a provider.',
    'your code',
    'Try again later.',
    'yes',
    LATER,
  ),
  AUDIT_UNAVAILABLE: advice(
    'The act could not be recorded, and was therefore not done.',
    'your code',
    'Try again later: nothing was sent.',
    'yes',
    LATER,
  ),
  TOO_MANY_REQUESTS: advice(
    'Too many requests of one source at the same time.',
    'your code',
    'Send fewer at once.',
    'after `retryAfterMs`',
    LATER,
  ),
  TOO_MANY_CONNECTIONS: advice(
    'Too many connections of one address.',
    'your code',
    'Share one connection.',
    'after `retryAfterMs`',
    LATER,
  ),
  REQUEST_TIMEOUT: advice('The body did not arrive in time.', 'your code', 'Send the request again.', 'yes', LATER),
  DEADLINE_EXCEEDED: advice(
    'The operation took too long; `data` has what was read in time. A mutation that was sent is answered by its outcome.',
    'your code',
    'Show what is there; ask for less.',
    'reads only',
    LATER,
  ),
  INTERNAL_SERVER_ERROR: advice(
    'A defect of the gateway. `correlationId` finds it in the log.',
    'the operator',
    'Tell the operator the `correlationId`.',
    'no',
    MISTAKE,
  ),
};

/** Codes of streams; the close codes of a WebSocket stand on the page on realtime. */
export const STREAMS: Record<string, Advice> = {
  CURSOR_EXPIRED: advice(
    'The events after this cursor are no longer kept.',
    'your code',
    'Subscribe without `after`, then read the present state.',
    'no',
  ),
  SUBSCRIBER_TOO_SLOW: advice(
    'The client read too slowly.',
    'your code',
    'Subscribe with the last cursor; select less if it recurs.',
    'yes',
  ),
  STREAM_TIME_LIMIT: advice(
    'The object was followed for as long as one subscription may last, and is not final.',
    'your code',
    'Subscribe again.',
    'yes',
  ),
  TOO_MANY_OPERATIONS: advice(
    'Too many operations on one connection.',
    'the developer',
    'Complete what is not shown.',
    'no',
  ),
  TOO_MANY_SUBSCRIPTIONS: advice(
    'Open subscriptions of the caller keep too much in memory.',
    'the developer',
    'Share or complete some.',
    'no',
  ),
  VARIABLES_TOO_LARGE: advice('Variables of a subscription are too large.', 'the developer', 'Send less.', 'no'),
};
