import { handoffPath, headerName, signedText, uuid } from './aarthik.ts';
import { HANDOFF_PATH } from '../datasources/aarthik/client.ts';
import { SIGNATURE_DEFAULTS } from '../datasources/aarthik/signature.ts';
import { algorithms, ceilings, apiKeys, permissionMap, texts, trustedUrls } from './auth-kinds.ts';
import { choice, number, onOff, origins, pem, port, speed, text, url, whole } from './kinds.ts';
import { inGroup, type Setting } from './reader.ts';
import { STREAM_SETTINGS } from './streams.ts';

const MINUTE = 60_000;

const listener = inGroup('Process');
const callers = inGroup('Who may call');
const incoming = inGroup('What may come in');
const upstream = inGroup('Calls to the providers');
const running = inGroup('Logs, metrics and traces');
const fondo = inGroup('Fondo');
const payex = inGroup('PayEx');
const aarthik = inGroup('Aarthik');

const required = { required: true } as const;
const secret = { required: true, secret: true } as const;

/** How hard one provider may be driven; the names differ in their prefix alone. */
const capacity = <const P extends string>(provider: P, deadlineMs: number, concurrency: number) =>
  ({
    [`${provider}_DEADLINE_MS`]: upstream(
      whole(100, 10 * MINUTE),
      'Longest exchange with the provider, in milliseconds.',
      { fallback: deadlineMs },
    ),
    [`${provider}_CONCURRENCY`]: upstream(
      whole(1, 10_000),
      'Calls under way at the same time; more wait in the queue.',
      { fallback: concurrency },
    ),
    [`${provider}_REQUESTS_PER_SECOND`]: upstream(
      number(0, 100_000),
      'Budget of calls per second, with one second of burst; 0: none.',
      { fallback: 0 },
    ),
  }) as Record<`${P}_${'DEADLINE_MS' | 'CONCURRENCY' | 'REQUESTS_PER_SECOND'}`, Setting<number>>;

/**
 * Every setting of the environment. `docs/configuration.md` is printed from here (`npm run configuration`), and
 * `config.ts` reads through it: a setting that is not listed does not exist.
 */
export const SETTINGS = {
  NODE_ENV: listener(
    text,
    '`production` turns the sandbox, GraphiQL and introspection off, unless they are allowed, and limits the rate of each caller.',
    { fallback: 'development' },
  ),
  HOST: listener(text, 'Address on which the gateway listens.', { fallback: '127.0.0.1' }),
  PORT: listener(port, 'Port on which the gateway listens; 0 takes a free one.', { fallback: 4000 }),
  FILES_SECRET: listener(
    text,
    'Key of what the gateway gives away sealed (links to documents, the scope of journeys). Set the same one for every instance.',
    { secret: true, shownFallback: 'random at every start' },
  ),
  SANDBOX: listener(
    choice('on', 'off'),
    '`off`: every provider needs its settings. `on`: one without settings is answered by its sandbox, in production too.',
    { shownFallback: '`off` in production, else `on`' },
  ),
  SANDBOX_SPEED: listener(speed, 'How many times as fast as real time the sandbox lives.', { fallback: 1 }),
  DRAIN_MS: listener(
    whole(0, 10 * MINUTE),
    'After SIGTERM: milliseconds for which the gateway is not ready but still takes requests, so that load balancers look away first.',
    { fallback: 0, shownFallback: '`5000` in production, else `0`' },
  ),
  GRACE_MS: listener(
    whole(0, 10 * MINUTE),
    'After draining: milliseconds in which what is in flight may finish. Writes are waited for in any case, within the deadline of their provider.',
    { fallback: 25_000 },
  ),
  SECRETS_REFRESH_MS: listener(
    whole(0, 60 * MINUTE),
    'How often the files of `…_FILE` settings and `TRUSTED_DOCUMENTS` are read again; 0: only on SIGHUP.',
    { fallback: MINUTE },
  ),

  AUTH: callers(
    choice('none'),
    '`none`: everybody who reaches the port may do everything. Without this and without the other `AUTH_…` settings the gateway starts only where every provider is sandboxed and `HOST` is a loopback address.',
  ),
  AUTH_ISSUERS: callers(trustedUrls, 'Issuers of JSON Web Tokens, as in the claim `iss`.', { fallback: [] }),
  AUTH_JWKS_URL: callers(trustedUrls, 'Where the keys of each issuer are, in the same order.', {
    fallback: [],
    shownFallback: '`<issuer>/.well-known/jwks.json`',
  }),
  AUTH_AUDIENCE: callers(texts, 'What the claim `aud` must contain one of. Required with `AUTH_ISSUERS`.', {
    fallback: [],
  }),
  AUTH_ALGORITHMS: callers(algorithms, 'Signatures that are accepted.', {
    fallback: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    shownFallback: '`RS256,PS256,ES256,EdDSA`',
  }),
  AUTH_CLOCK_SKEW_S: callers(whole(0, 300), 'Seconds by which the clock of an issuer may be off.', { fallback: 30 }),
  AUTH_ISSUER_CEILINGS: callers(
    ceilings,
    'What an issuer may grant at most, whatever its tokens claim, in the words of `AUTH_API_KEYS`: `{"https://login.partner.example": "onboarding:read payex_applications=*"}`. An issuer that is left out grants what its tokens claim.',
    { fallback: new Map(), shownFallback: 'none' },
  ),
  AUTH_JWKS_COOLDOWN_S: callers(
    whole(0, 3_600),
    'Least seconds between two fetches of the keys of an issuer, whatever keys tokens ask for; after a fetch that failed at most five.',
    { fallback: 30 },
  ),
  AUTH_JWKS_MAX_AGE_S: callers(whole(1, 86_400), 'Seconds after which the keys of an issuer are fetched again.', {
    fallback: 600,
  }),
  AUTH_JWKS_MAX_STALE_S: callers(
    whole(0, 604_800),
    'Seconds beyond `AUTH_JWKS_MAX_AGE_S` for which known keys are used on while their issuer cannot be asked.',
    { fallback: 3_600 },
  ),
  AUTH_PERMISSIONS_CLAIM: callers(
    text,
    'Claim that holds the permissions of a caller: its name, or a path such as `realm_access.roles`.',
    { fallback: 'permissions' },
  ),
  AUTH_PERMISSION_MAP: callers(
    permissionMap,
    'What the words of that claim mean: `{"advisor": ["investing:read", "investing:trade"]}`. Permissions mean themselves.',
    { fallback: new Map() },
  ),
  AUTH_CLAIM_PREFIX: callers(text, 'Stands before the claims that name entities: `https://bank.example/`.', {
    fallback: '',
    shownFallback: 'none',
  }),
  AUTH_API_KEYS: callers(
    apiKeys,
    'Servers that call with a fixed key: `name:<SHA-256 of the key in hex>:<permissions and entities>`, separated by commas or lines; such as `crm:9f86…:investing:read pii:read fondo_clients=*`.',
    { fallback: [], secret: true },
  ),

  GRAPHIQL: incoming(onOff, 'Whether a browser on /graphql gets GraphiQL.', {
    shownFallback: '`off` in production, else `on`',
  }),
  BACKOFFICE: incoming(
    onOff,
    'Whether acts that skip signature or credit check are permitted: approving paper forms, opening accounts and setting limits outright; and the administration of loan webhooks. Where callers are known the permission `backoffice` decides instead.',
    { fallback: false },
  ),
  PUBLIC_URL: incoming(
    url,
    'Address under which the outside reaches the gateway, for links to documents. With it providers are given callback addresses (signings of PayEx, journeys of Fondo), so that news arrive at once.',
  ),
  INTROSPECTION: incoming(onOff, 'Whether the schema may be asked for.', {
    shownFallback: '`off` in production, else `on`',
  }),
  CORS_ORIGINS: incoming(
    origins,
    'Origins whose pages may call the gateway from a browser. Without it only pages of its own origin may.',
    { fallback: [] },
  ),
  TRUSTED_DOCUMENTS: incoming(
    text,
    'Path of a JSON file that maps SHA-256 hashes to documents: callers may then send the hash alone, as `documentId` or in `extensions.persistedQuery`. Read again while the process runs.',
  ),
  TRUSTED_DOCUMENTS_ONLY: incoming(onOff, 'Whether nothing but trusted documents is executed.', { fallback: false }),
  MAX_BODY_BYTES: incoming(
    whole(1_000, 64 << 20),
    'Largest request body. A paper application carries a scanned form of up to 5 MB as base64.',
    { fallback: 8 << 20 },
  ),
  MAX_DOCUMENT_CHARS: incoming(whole(100, 1_000_000), 'Characters of a document; values belong into its variables.', {
    fallback: 60_000,
  }),
  MAX_TOKENS: incoming(whole(10, 100_000), 'Tokens of a document.', { fallback: 2_000 }),
  MAX_DEPTH: incoming(whole(1, 1_000), 'Depth of nested fields.', { fallback: 16 }),
  MAX_ALIASES: incoming(whole(0, 10_000), 'Aliases of a document.', { fallback: 50 }),
  MAX_DIRECTIVES: incoming(whole(0, 10_000), 'Directives of a document.', { fallback: 50 }),
  MAX_SPREADS: incoming(whole(0, 10_000), 'Fragments, named or inline, that a document spreads.', { fallback: 200 }),
  MAX_COST: incoming(
    whole(1, 1e9),
    'Cost of an operation: one for every field that it can return, lists counted with their size.',
    { fallback: 50_000 },
  ),
  OPERATION_DEADLINE_MS: incoming(
    whole(100, 10 * MINUTE),
    'Milliseconds for a query or mutation. Its reads are aborted then and it is answered with `DEADLINE_EXCEEDED` for what is missing; a write that was sent is waited for, within the deadline of its provider.',
    { fallback: MINUTE },
  ),
  RATE_PER_SECOND: incoming(
    number(0, 1e6),
    'Operations per second of one caller, and of one address before it has authenticated; 0: no limit.',
    { fallback: 0, shownFallback: '`100` in production, else `0`' },
  ),
  RATE_BURST: incoming(whole(1, 1e6), 'Operations that one caller may send at once.', { fallback: 300 }),
  TRUSTED_PROXIES: incoming(
    whole(0, 10),
    'Proxies in front that append to `X-Forwarded-For`: the address of the caller is read that many entries from its end.',
    { fallback: 0 },
  ),
  MAX_IN_FLIGHT: incoming(
    whole(1, 1e6),
    'Requests that are answered at the same time, counted once their body is there; more are refused with 503, and with 429 those of a caller, or of an address without credentials, that holds half of them.',
    { fallback: 1_000 },
  ),
  BODY_DEADLINE_MS: incoming(
    whole(100, MINUTE),
    'Milliseconds in which the body of a request must arrive; each 128 KiB of it add one second. After that it is refused with 408.',
    { fallback: 5_000 },
  ),
  MAX_UNFINISHED_REQUESTS: incoming(
    whole(1, 1e6),
    'Requests of one address, and of one caller, whose body has not arrived; more are refused with 429.',
    { fallback: 100 },
  ),
  MAX_EVENT_LOOP_DELAY_MS: incoming(
    whole(10, MINUTE),
    'Mean delay of the event loop above which new requests are turned away with 503.',
    { fallback: 500 },
  ),
  MAX_HEAP_RATIO: incoming(
    number(0.1, 1),
    'Used share of the heap limit above which new requests are turned away with 503.',
    { fallback: 0.92 },
  ),
  MAX_SOCKETS: incoming(whole(1, 1e6), 'WebSocket connections and event streams at the same time.', {
    fallback: 50_000,
  }),
  MAX_SOCKETS_PER_ADDRESS: incoming(
    whole(1, 1e6),
    'WebSocket connections and event streams of one address at the same time.',
    {
      fallback: 1_000,
    },
  ),
  MAX_SOCKET_OPERATIONS: incoming(whole(1, 100_000), 'Operations at the same time on one WebSocket.', {
    fallback: 1_000,
  }),

  ...STREAM_SETTINGS,

  ...capacity('FONDO', 15_000, 64),
  ...capacity('PAYEX', 30_000, 64),
  ...capacity('AARTHIK', 15_000, 64),
  CACHE_REFERENCE_MS: upstream(
    whole(0, 60 * MINUTE),
    'How long instruments, custodians and the offers of PayEx are kept, in milliseconds, before they are read anew; 0: not at all. Personal data never is.',
    { fallback: 0, shownFallback: '`60000` in production, else `0`' },
  ),
  UPSTREAM_RETRIES: upstream(whole(0, 10), 'Times that a failed read is repeated. Writes never are.', { fallback: 2 }),
  UPSTREAM_QUEUE: upstream(whole(0, 100_000), 'Calls that wait for their turn, per provider.', { fallback: 1_000 }),
  UPSTREAM_QUEUE_MS: upstream(whole(1, 10 * MINUTE), 'Longest wait of a call for its turn.', { fallback: 5_000 }),
  BREAKER_RATIO: upstream(
    number(0.05, 0.95),
    'Share of failed calls within ten seconds at which a provider is left alone for a while.',
    { fallback: 0.5 },
  ),
  BREAKER_CALLS: upstream(whole(1, 100_000), 'Fewest calls within ten seconds on which that is judged.', {
    fallback: 20,
  }),
  BREAKER_OPEN_MS: upstream(
    whole(10, 10 * MINUTE),
    'How long a provider is left alone before one call tries it; doubles up to sixteen times that.',
    { fallback: 1_000 },
  ),

  LOG_LEVEL: running(
    choice('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'),
    'Least level that is logged; `debug` adds each call to a provider.',
    { fallback: 'warn', shownFallback: '`info` in production, else `warn`' },
  ),
  AUDIT_LOG: running(
    text,
    '`stdout`, or the path of the file to which two records of each act are appended: its intent, then its outcome. A file that cannot be opened refuses the start; while records cannot be written, acts are refused.',
    { shownFallback: '`stdout` in production with a live provider, else none' },
  ),
  METRICS_TOKEN: running(
    text,
    'Bearer token for /metrics. Without it and without `METRICS_PORT`, /metrics answers on a loopback listener only.',
    { secret: true },
  ),
  METRICS_PORT: running(port, 'Port of its own for /metrics and /health, on the address of `HOST`.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: running(
    url,
    'Collector of OpenTelemetry traces (OTLP over HTTP). Without it nothing is traced.',
  ),
  OTEL_SERVICE_NAME: running(text, 'Name of the service in traces.', { fallback: 'financial-graphql-gateway' }),
  OTEL_TRACES_SAMPLER_ARG: running(number(0, 1), 'Share of operations that are traced, unless the caller decided.', {
    fallback: 0.1,
  }),

  FONDO_URL: fondo(url, 'Base address.', required),
  FONDO_CLIENT_ID: fondo(text, 'OAuth2 client of the partner.', required),
  FONDO_CLIENT_SECRET: fondo(text, 'Its secret.', secret),
  FONDO_WEBHOOK_SECRET: fondo(text, 'Key of the signatures of journey callbacks. Without it no callback is taken.', {
    secret: true,
  }),
  FONDO_WEBHOOK_HEADER: fondo(text, 'Header that carries the signature.', { fallback: 'x-fondo-signature' }),
  FONDO_WEBHOOK_FORMAT: fondo(
    choice('timestamped', 'hex', 'base64'),
    'Form of the signature: `t=<seconds>,v1=<hex>` over `<seconds>.<body>`, or the HMAC-SHA256 of the body alone.',
    { fallback: 'timestamped' },
  ),
  PAYEX_URL: payex(url, 'Base address.', required),
  PAYEX_OWNER_NO: payex(text, 'Number of the ledger.', required),
  PAYEX_TOKEN: payex(text, 'Reference token of the ledger.', secret),
  PAYEX_CERT: payex(pem, 'Client certificate; with `PAYEX_KEY` or not at all.', { secret: true }),
  PAYEX_KEY: payex(pem, 'Key of the client certificate.', { secret: true }),
  PAYEX_API_VERSION: payex(text, 'Version in the paths.', { fallback: 'v1' }),
  AARTHIK_URL: aarthik(url, 'Base address.', required),
  AARTHIK_API_KEY: aarthik(text, '`sk_test_…` or `sk_live_…`.', secret),
  AARTHIK_TENANT_ID: aarthik(uuid, 'Tenant of the key: needed for the administration of webhooks.'),
  AARTHIK_APPLICATION_ID: aarthik(uuid, 'Application of the key: needed for the administration of webhooks.'),
  AARTHIK_HANDOFF_PATH: aarthik(
    handoffPath,
    'Path of the call that mints a hosted address, with `{borrowerProviderID}` and `{offerID}`. Inferred: ask Aarthik.',
    { fallback: HANDOFF_PATH },
  ),
  AARTHIK_WEBHOOK_SECRET: aarthik(
    text,
    'Signing secret of the application. Without it `/webhooks/aarthik/snapshot` takes nothing.',
    { secret: true },
  ),
  AARTHIK_WEBHOOK_SIGNATURE_HEADER: aarthik(headerName, 'Header with the signature. Inferred.', {
    fallback: SIGNATURE_DEFAULTS.signatureHeader,
  }),
  AARTHIK_WEBHOOK_TIMESTAMP_HEADER: aarthik(headerName, 'Header with the Unix time of sending. Inferred.', {
    fallback: SIGNATURE_DEFAULTS.timestampHeader,
  }),
  AARTHIK_WEBHOOK_DELIVERY_HEADER: aarthik(headerName, 'Header with the id of the delivery. Inferred.', {
    fallback: SIGNATURE_DEFAULTS.deliveryHeader,
  }),
  AARTHIK_WEBHOOK_SIGNED: aarthik(signedText, 'Text that is signed, with `{timestamp}` and `{body}`. Inferred.', {
    fallback: SIGNATURE_DEFAULTS.signed,
  }),
  AARTHIK_WEBHOOK_ALGORITHM: aarthik(choice('sha256', 'sha512'), 'Hash of the HMAC. Inferred.', {
    fallback: SIGNATURE_DEFAULTS.algorithm,
  }),
  AARTHIK_WEBHOOK_ENCODING: aarthik(choice('hex', 'base64'), 'Spelling of the signature. Inferred.', {
    fallback: SIGNATURE_DEFAULTS.encoding,
  }),
} as const;
