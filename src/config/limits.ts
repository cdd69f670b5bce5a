import { z } from 'zod';
import { contentOf, list, number, onOff, origins, parsed, whole } from './kinds.ts';
import { rule } from './rules.ts';

/** What requests may ask of the gateway. */
export interface Limits {
  readonly maxBodyBytes: number;
  /** Members of objects and elements of lists in the JSON of a request. */
  readonly maxValues: number;
  readonly maxDocumentChars: number;
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxSpreads: number;
  readonly maxCost: number;
  /** Rows of lists that one operation may make the gateway read. */
  readonly maxScannedRows: number;
  readonly introspection: boolean;
  /** Milliseconds for a query or mutation. */
  readonly deadlineMs: number;
  /** Of one caller; 0: no limit. */
  readonly ratePerSecond: number;
  readonly rateBurst: number;
  readonly trustedProxies: number;
  /** Milliseconds in which the body of a request must arrive. */
  readonly bodyDeadlineMs: number;
  /** Requests of one address, or of one caller, whose body has not arrived. */
  readonly maxUnfinished: number;
  readonly maxInFlight: number;
  readonly maxLoopDelayMs: number;
  /** Used share of the heap limit. */
  readonly maxHeapRatio: number;
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number;
  readonly maxSocketOperations: number;
  /** Bytes that the subscriptions of all callers, and of one, may keep; shares of the heap when left out. */
  readonly subscriptionBytes?: { readonly all: number; readonly caller: number } | undefined;
  /** Origins whose pages may call from a browser. */
  readonly origins: readonly string[];
  /** Names under which the gateway is served, in lower case, beside those that it knows. */
  readonly allowedHosts: readonly string[];
  /** Documents by the SHA-256 of their text, in hex. */
  readonly trustedDocuments: ReadonlyMap<string, string>;
  readonly trustedOnly: boolean;
}

const MINUTE = 60_000;

const documents = parsed('the path of a JSON object that maps SHA-256 hashes to documents', (file) => {
  try {
    const entries = Object.entries(JSON.parse(contentOf(file) ?? '') as Record<string, unknown>);
    const found = new Map<string, string>();
    for (const [key, document] of entries) {
      const [, hash] = /^(?:sha256:)?([0-9a-f]{64})$/.exec(key) ?? []; // codegen writes the prefix
      if (hash === undefined || typeof document !== 'string') return undefined;
      found.set(hash, document);
    }
    return found;
  } catch {
    return undefined;
  }
});

/** As clients send them in `Host`, without the port. */
const hostNames = list(
  z
    .string()
    .regex(/^[a-z\d.-]+$/i)
    .toLowerCase(),
).meta({
  expected: 'host names such as `api.example`, separated by commas',
});

export const LIMITS = z
  .object({
    INTROSPECTION: onOff
      .default(true)
      .meta({ description: 'Whether introspection of the schema is permitted.', production: 'off' }),
    ALLOWED_HOSTS: hostNames.default([]).meta({
      description:
        'Names under which /graphql and /files are served, beside that of `PUBLIC_URL` and, on a loopback listener, loopback names; others are refused with 421 (DNS rebinding). Without it any name is accepted where callers are authenticated.',
    }),
    CORS_ORIGINS: origins.default([]).meta({
      description:
        'Origins whose pages may call the gateway from a browser, beside its own. Pages of loopback addresses may call a gateway that listens on loopback and whose providers are all sandboxed.',
    }),
    TRUSTED_DOCUMENTS: documents.optional().meta({
      description:
        'Path of a JSON file that maps SHA-256 hashes to documents, as the client preset of GraphQL Code Generator writes it (`persistedDocuments`): callers may then send the hash alone, as `documentId` or in `extensions.persistedQuery`. Read again while the process runs.',
    }),
    TRUSTED_DOCUMENTS_ONLY: onOff
      .default(false)
      .meta({ description: 'Whether only trusted documents are executed. Requires `TRUSTED_DOCUMENTS`.' }),
    MAX_BODY_BYTES: whole(1_000, 64 << 20)
      .default(8 << 20)
      .meta({
        description: 'Largest request body. A paper application carries a scanned form of up to 5 MB as base64.',
      }),
    MAX_BODY_VALUES: whole(100, 10_000_000).default(50_000).meta({
      description:
        'Values in the JSON of a request: members of objects and elements of lists. They take more time and memory than their text, so they are counted before it is parsed.',
    }),
    MAX_DOCUMENT_CHARS: whole(100, 1_000_000)
      .default(60_000)
      .meta({ description: 'Characters of a document; values belong into its variables.' }),
    MAX_TOKENS: whole(10, 100_000).default(2_000).meta({ description: 'Tokens of a document.' }),
    MAX_DEPTH: whole(1, 1_000).default(16).meta({ description: 'Depth of nested fields.' }),
    MAX_ALIASES: whole(0, 10_000).default(50).meta({ description: 'Aliases of a document.' }),
    MAX_DIRECTIVES: whole(0, 10_000).default(50).meta({ description: 'Directives of a document.' }),
    MAX_SPREADS: whole(0, 10_000)
      .default(200)
      .meta({ description: 'Fragments, named or inline, that a document spreads.' }),
    MAX_SCANNED_ROWS: whole(1, 1e9).default(100_000).meta({
      description:
        'Rows of lists that one operation may make the gateway read, those that it filters out or hides included; over it `SCAN_BUDGET_EXCEEDED`.',
    }),
    MAX_COST: whole(1, 1e9).default(50_000).meta({
      description: 'Cost of an operation: one for every field that it can return, lists multiplied by their size.',
    }),
    OPERATION_DEADLINE_MS: whole(100, 10 * MINUTE)
      .default(MINUTE)
      .meta({
        description:
          'Milliseconds for a query or mutation. Its reads are aborted then and it is answered with `DEADLINE_EXCEEDED` for what is missing; a write that was sent is waited for, within the deadline of its provider.',
      }),
    RATE_PER_SECOND: number(0, 1e6).default(0).meta({
      description:
        'Operations per second of one caller, and of one address (an IPv6 network of 64 bits) where nobody is authenticated; each field of a mutation counts as one. 0: no limit.',
      production: '100',
    }),
    RATE_BURST: whole(1, 1e6).default(300).meta({ description: 'Operations that one caller may send at once.' }),
    TRUSTED_PROXIES: whole(0, 10).default(0).meta({
      description:
        'Proxies in front that append to `X-Forwarded-For`: the address of the caller is read that many entries from its end.',
    }),
    MAX_IN_FLIGHT: whole(1, 1e6).default(1_000).meta({
      description:
        'Requests that are answered at the same time, counted once their body is there; more are refused with 503, and with 429 those of a caller, or of an address without credentials, that holds half of them.',
    }),
    BODY_DEADLINE_MS: whole(100, MINUTE).default(5_000).meta({
      description:
        'Milliseconds in which the body of a request must arrive; each 128 KiB of it add one second. After that it is refused with 408.',
    }),
    MAX_UNFINISHED_REQUESTS: whole(1, 1e6).default(100).meta({
      description: 'Requests of one address, and of one caller, whose body has not arrived; more are refused with 429.',
    }),
    MAX_EVENT_LOOP_DELAY_MS: whole(10, MINUTE)
      .default(500)
      .meta({ description: 'Mean delay of the event loop above which new requests are refused with 503.' }),
    MAX_HEAP_RATIO: number(0.1, 1)
      .default(0.92)
      .meta({ description: 'Used share of the heap limit above which new requests are refused with 503.' }),
    MAX_SOCKETS: whole(1, 1e6)
      .default(50_000)
      .meta({ description: 'Concurrent WebSocket connections and event streams.' }),
    MAX_SOCKETS_PER_ADDRESS: whole(1, 1e6)
      .default(1_000)
      .meta({ description: 'Concurrent WebSocket connections and event streams of one address.' }),
    MAX_SOCKET_OPERATIONS: whole(1, 100_000)
      .default(1_000)
      .meta({ description: 'Concurrent operations on one WebSocket.' }),
  })
  .refine(
    ({ TRUSTED_DOCUMENTS_ONLY: only, TRUSTED_DOCUMENTS }) => only !== true || TRUSTED_DOCUMENTS,
    rule(['TRUSTED_DOCUMENTS']),
  )
  .meta({ title: 'Limits' });

export const limitSettings = (values: z.output<typeof LIMITS>): Limits => ({
  maxBodyBytes: values.MAX_BODY_BYTES,
  maxValues: values.MAX_BODY_VALUES,
  maxDocumentChars: values.MAX_DOCUMENT_CHARS,
  maxTokens: values.MAX_TOKENS,
  maxDepth: values.MAX_DEPTH,
  maxAliases: values.MAX_ALIASES,
  maxDirectives: values.MAX_DIRECTIVES,
  maxSpreads: values.MAX_SPREADS,
  maxCost: values.MAX_COST,
  maxScannedRows: values.MAX_SCANNED_ROWS,
  introspection: values.INTROSPECTION,
  deadlineMs: values.OPERATION_DEADLINE_MS,
  ratePerSecond: values.RATE_PER_SECOND,
  rateBurst: values.RATE_BURST,
  trustedProxies: values.TRUSTED_PROXIES,
  bodyDeadlineMs: values.BODY_DEADLINE_MS,
  maxUnfinished: values.MAX_UNFINISHED_REQUESTS,
  maxInFlight: values.MAX_IN_FLIGHT,
  maxLoopDelayMs: values.MAX_EVENT_LOOP_DELAY_MS,
  maxHeapRatio: values.MAX_HEAP_RATIO,
  maxSockets: values.MAX_SOCKETS,
  maxSocketsPerAddress: values.MAX_SOCKETS_PER_ADDRESS,
  maxSocketOperations: values.MAX_SOCKET_OPERATIONS,
  origins: values.CORS_ORIGINS,
  allowedHosts: values.ALLOWED_HOSTS,
  trustedDocuments: values.TRUSTED_DOCUMENTS ?? new Map(),
  trustedOnly: values.TRUSTED_DOCUMENTS_ONLY,
});
