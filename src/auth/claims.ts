import { canonicalUuid } from '../datasources/kit/uuid.ts';
import { ENTITY_CLAIMS, PERMISSIONS, type Access, type EntityClaim, type Permission, type Scope } from './access.ts';

/** How the claims of a token are read. */
export interface ClaimSettings {
  /** The claim that holds permissions: its exact name, or a path with dots (`realm_access.roles`). */
  readonly permissionsClaim: string;
  /** What the words of that claim mean. A word that is a permission means itself unless it is mapped here. */
  readonly permissionMap: ReadonlyMap<string, readonly Permission[]>;
  /** Prefix of the names of the claims that name entities. */
  readonly prefix: string;
}

type Claims = Readonly<Record<string, unknown>>;

export const isPermission = (word: string): word is Permission => (PERMISSIONS as readonly string[]).includes(word);

/** What a caller may do and touch, as its claims say. What is not claimed is not open. */
export function accessOf(subject: string, claims: Claims, settings: ClaimSettings): Access {
  const granted = words(claimAt(claims, settings.permissionsClaim)).flatMap(
    (word) => settings.permissionMap.get(word) ?? (isPermission(word) ? [word] : []),
  );
  const scopes = Object.fromEntries(
    Object.entries(ENTITY_CLAIMS).map(([claim, name]) => {
      const entries = words(claims[settings.prefix + claim]);
      return [name, scopeOf(claim.startsWith('fondo_') ? entries.map(writtenAsIds) : entries)];
    }),
  ) as Record<(typeof ENTITY_CLAIMS)[EntityClaim], Scope>;
  return { subject, permissions: new Set(granted), ...scopes };
}

/** Fondo's UUIDs may be claimed in either case, and are compared in lower case. */
const writtenAsIds = (entry: string): string => entry.split(':').map(canonicalUuid).join(':');

const scopeOf = (entries: readonly string[]): Scope => (entries.includes('*') ? '*' : new Set(entries));

/** The entries of a claim: an array of texts, or one text with spaces between them. */
function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(/\s+/).filter(Boolean);
  return Array.isArray(claim) ? claim.filter((entry) => typeof entry === 'string') : [];
}

function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => {
    const held = typeof value === 'object' && value !== null && Object.hasOwn(value, part);
    return held ? (value as Claims)[part] : undefined;
  }, claims);
}
