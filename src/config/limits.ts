import type { SettingsReader } from './index.ts';
import { contentOf } from './kinds.ts';

/** What may come in. */
export interface Limits {
  readonly maxBodyBytes: number;
  readonly maxDocumentChars: number;
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxSpreads: number;
  readonly maxCost: number;
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
  /** Origins whose pages may call from a browser. */
  readonly origins: readonly string[];
  /** Documents by the SHA-256 of their text, in hex. */
  readonly trustedDocuments: ReadonlyMap<string, string>;
  readonly trustedOnly: boolean;
}

export function readLimits(reader: SettingsReader, production: boolean): Limits {
  return {
    maxBodyBytes: reader.read('MAX_BODY_BYTES'),
    maxDocumentChars: reader.read('MAX_DOCUMENT_CHARS'),
    maxTokens: reader.read('MAX_TOKENS'),
    maxDepth: reader.read('MAX_DEPTH'),
    maxAliases: reader.read('MAX_ALIASES'),
    maxDirectives: reader.read('MAX_DIRECTIVES'),
    maxSpreads: reader.read('MAX_SPREADS'),
    maxCost: reader.read('MAX_COST'),
    introspection: reader.read('INTROSPECTION', !production),
    deadlineMs: reader.read('OPERATION_DEADLINE_MS'),
    ratePerSecond: reader.read('RATE_PER_SECOND', production ? 100 : 0),
    rateBurst: reader.read('RATE_BURST'),
    trustedProxies: reader.read('TRUSTED_PROXIES'),
    bodyDeadlineMs: reader.read('BODY_DEADLINE_MS'),
    maxUnfinished: reader.read('MAX_UNFINISHED_REQUESTS'),
    maxInFlight: reader.read('MAX_IN_FLIGHT'),
    maxLoopDelayMs: reader.read('MAX_EVENT_LOOP_DELAY_MS'),
    maxHeapRatio: reader.read('MAX_HEAP_RATIO'),
    maxSockets: reader.read('MAX_SOCKETS'),
    maxSocketsPerAddress: reader.read('MAX_SOCKETS_PER_ADDRESS'),
    maxSocketOperations: reader.read('MAX_SOCKET_OPERATIONS'),
    origins: reader.read('CORS_ORIGINS'),
    trustedDocuments: readDocuments(reader),
    trustedOnly: readTrustedOnly(reader),
  };
}

function readTrustedOnly(reader: SettingsReader): boolean {
  const only = reader.read('TRUSTED_DOCUMENTS_ONLY');
  if (only) reader.require('TRUSTED_DOCUMENTS');
  return only;
}

function readDocuments(reader: SettingsReader): ReadonlyMap<string, string> {
  if (!reader.has('TRUSTED_DOCUMENTS')) return new Map();
  try {
    const entries = Object.entries(JSON.parse(contentOf(reader.read('TRUSTED_DOCUMENTS')) ?? '') as object);
    if (entries.every(([hash, document]) => /^[0-9a-f]{64}$/.test(hash) && typeof document === 'string'))
      return new Map(entries as [string, string][]);
  } catch {
    // falls through to the complaint
  }
  reader.reject('TRUSTED_DOCUMENTS', 'expected the path of a JSON object that maps SHA-256 hashes to documents');
  return new Map();
}
