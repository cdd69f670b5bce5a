import { createHash, timingSafeEqual } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { callerOf, type Caller } from './caller.ts';
import { ENTITY_CLAIMS, type Access } from './access.ts';
import { accessOf, isPermission } from './claims.ts';

/** A server that calls with a fixed key, of which only the hash is stored. */
export interface ApiKey {
  readonly name: string;
  readonly sha256: Buffer;
  readonly caller: Caller & { readonly withdrawn: AbortSignal };
  /** Ends what runs on with this key: its streams and WebSockets. */
  withdraw(): void;
}

const ENTRY = /^([\w.-]{1,64}):([0-9a-f]{64}):(.+)$/i;

/**
 * Reads `name:sha256 of the key in hex:word word …`, entries apart by line breaks, commas or semicolons. A word is a
 * permission, or a claim with its entries: `fondo_clients=*`, `aarthik_borrowers=b1|b2`. Undefined when not valid.
 */
export function parseApiKeys(text: string): readonly ApiKey[] | undefined {
  const entries = text.split(/[\n,;]/).map((entry) => entry.trim());
  const keys = entries.filter(Boolean).map(parseEntry);
  const names = new Set(keys.map((key) => key?.name));
  return keys.length > 0 && keys.every((key) => key !== undefined) && names.size === keys.length ? keys : undefined;
}

function parseEntry(entry: string): ApiKey | undefined {
  const [, name = '', hash = '', rest = ''] = ENTRY.exec(entry) ?? [];
  const access = name ? parseAccess(`key|${name}`, rest) : undefined;
  if (!access) return undefined;
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // one per stream
  return {
    name,
    sha256: Buffer.from(hash, 'hex'),
    caller: { ...callerOf(access), withdrawn: controller.signal },
    withdraw: () => controller.abort(),
  };
}

/**
 * Reads rights in words: permissions, and claims with their entries (`fondo_clients=*`, `aarthik_borrowers=b1|b2`).
 * Undefined when a word is neither.
 */
export function parseAccess(subject: string, text: string): Access | undefined {
  const words = text.split(/\s+/).filter(Boolean);
  const scopes = words.filter((word) => word.includes('=')).map((word) => word.split('=', 2) as [string, string]);
  const permissions = words.filter((word) => !word.includes('='));
  if (!permissions.every(isPermission) || !scopes.every(([claim]) => Object.hasOwn(ENTITY_CLAIMS, claim)))
    return undefined;
  const claims = { permissions, ...Object.fromEntries(scopes.map(([claim, ids]) => [claim, ids.split('|')])) };
  return accessOf(subject, claims, { permissionsClaim: 'permissions', permissionMap: new Map(), prefix: '' });
}

/**
 * The keys that are valid from now on. One that is named again with the same key and rights is the one that was there
 * before, so that its streams go on; every other one is withdrawn.
 */
export function replaceApiKeys(present: readonly ApiKey[], fresh: readonly ApiKey[]): readonly ApiKey[] {
  const isSame = (one: ApiKey, other: ApiKey): boolean =>
    one.name === other.name && one.sha256.equals(other.sha256) && one.caller.rights === other.caller.rights;
  for (const one of present) if (!fresh.some((other) => isSame(one, other))) one.withdraw();
  return fresh.map((one) => present.find((other) => isSame(one, other)) ?? one);
}

/** Whose key this is. Compares with every key in constant time, so that timing reveals nothing about any of them. */
export function findApiKey(keys: readonly ApiKey[], key: string): Caller | undefined {
  const given = createHash('sha256').update(key).digest();
  let found: Caller | undefined;
  for (const { sha256, caller } of keys) if (timingSafeEqual(given, sha256)) found = caller;
  return found;
}
