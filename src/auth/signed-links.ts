import { hkdfSync, randomBytes } from 'node:crypto';
import { decrypt, encrypt } from '../cluster/aes-gcm.ts';

export interface LinkSettings {
  /** Address under which callers and providers reach the gateway; the one it listens on when left out. */
  readonly publicUrl: string | undefined;
  /** Key of what is sealed; one of its own for every start when left out. */
  readonly secret: string | undefined;
  /** Keys of what may still be opened. */
  readonly previousSecrets?: readonly string[] | undefined;
  /** Origins that callers may name for the callbacks of providers; the gateway's own when there are none. */
  readonly callbackOrigins?: readonly string[] | undefined;
}

/** What a seal is for: a text sealed for one thing opens for no other. */
export type Purpose = 'agreement' | 'journey-scope';

const MAX_SEALED = 4_096;

/**
 * Addresses of the gateway itself, and the sealed values that it hands out: their bearers can neither read nor change
 * them.
 */
export class Links {
  /** Whether an operator has configured the public address of the gateway. */
  readonly isPublic: boolean;
  readonly #key: Buffer;
  /** With which a value may have been sealed: the present one first. */
  readonly #keys: readonly Buffer[];
  readonly #callbackOrigins: readonly string[];
  #base: string;

  constructor({ publicUrl, secret, previousSecrets = [], callbackOrigins = [] }: LinkSettings) {
    this.#callbackOrigins = callbackOrigins;
    this.isPublic = publicUrl !== undefined;
    this.#base = publicUrl?.replace(/\/$/, '') ?? '';
    this.#key = keyOf(secret ?? randomBytes(32));
    this.#keys = [this.#key, ...previousSecrets.map(keyOf)];
  }

  /** The server listens there: used where no public address is set. */
  listensOn(url: string): void {
    if (!this.isPublic) this.#base = url;
  }

  /** Absolute address of a path of the gateway. */
  to(path: string): string {
    return this.#base + path;
  }

  /** Origins to which a caller may have a provider post callbacks (setting `CALLBACK_ORIGINS`). */
  get callbackOrigins(): readonly string[] {
    if (this.#callbackOrigins.length > 0) return this.#callbackOrigins;
    const own = URL.parse(this.#base)?.origin;
    return own === undefined ? [] : [own];
  }

  /** Seals a value that JSON can hold, for an address or for a provider to hand back. */
  seal(purpose: Purpose, value: unknown): string {
    return encrypt(this.#key, purpose, JSON.stringify(value)).toString('base64url');
  }

  /** What was sealed here for this purpose; undefined for anything else. */
  open(purpose: Purpose, sealed: string): unknown {
    if (sealed.length > MAX_SEALED) return undefined;
    const bytes = Buffer.from(sealed, 'base64url');
    for (const key of this.#keys) {
      const text = decrypt(key, purpose, bytes);
      if (text !== undefined) return JSON.parse(text);
    }
    return undefined;
  }
}

const keyOf = (secret: string | Buffer): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'links', 32));

/** How long a link to a document works, in milliseconds. */
const DOCUMENT_LIVES_MS = 5 * 60_000;
const AGREEMENT_PATH = '/files/agreement/';

/** Which agreement of which account. */
export interface AgreementKey {
  readonly clientId: string;
  readonly accountId: string;
  readonly key: string;
}

/**
 * A link to an agreement: it works for five minutes, for callers who may see it, and names nothing that can be read.
 */
export const agreementUrl = (links: Links, { clientId, accountId, key }: AgreementKey): string =>
  links.to(AGREEMENT_PATH + links.seal('agreement', [clientId, accountId, key, Date.now() + DOCUMENT_LIVES_MS]));

/** What a path of such a link refers to, and whether it has expired; undefined when it was not issued here. */
export function openAgreementPath(links: Links, path: string): (AgreementKey & { isExpired: boolean }) | undefined {
  if (!path.startsWith(AGREEMENT_PATH)) return undefined;
  const opened = links.open('agreement', path.slice(AGREEMENT_PATH.length));
  if (!Array.isArray(opened)) return undefined;
  const [clientId, accountId, key, expiresAt] = opened as [string, string, string, number];
  return { clientId, accountId, key, isExpired: Date.now() > expiresAt };
}
