import { createHash, timingSafeEqual } from 'node:crypto';
import { callerOf, type Caller } from './caller.ts';
import { ENTITY_CLAIMS } from './access.ts';
import { accessOf, isPermission } from './claims.ts';

/** A server that calls with a fixed key. The key itself is nowhere kept. */
export interface ApiKey {
  readonly name: string;
  readonly sha256: Buffer;
  readonly caller: Caller;
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
  const words = rest.split(/\s+/).filter(Boolean);
  const scopes = words.filter((word) => word.includes('=')).map((word) => word.split('=', 2) as [string, string]);
  const permissions = words.filter((word) => !word.includes('='));
  const known = permissions.every(isPermission) && scopes.every(([claim]) => Object.hasOwn(ENTITY_CLAIMS, claim));
  if (!name || !known) return undefined;
  const claims = { permissions, ...Object.fromEntries(scopes.map(([claim, ids]) => [claim, ids.split('|')])) };
  const settings = { permissionsClaim: 'permissions', permissionMap: new Map(), prefix: '' };
  return { name, sha256: Buffer.from(hash, 'hex'), caller: callerOf(accessOf(`key|${name}`, claims, settings)) };
}

/** Whose key this is. Compares with every key in constant time, so that time tells nothing about any of them. */
export function findApiKey(keys: readonly ApiKey[], key: string): Caller | undefined {
  const given = createHash('sha256').update(key).digest();
  let found: Caller | undefined;
  for (const { sha256, caller } of keys) if (timingSafeEqual(given, sha256)) found = caller;
  return found;
}
