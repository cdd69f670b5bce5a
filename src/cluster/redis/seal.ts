import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NAME_BYTES = 16;

interface Key {
  /** First byte of what it has sealed. */
  readonly number: number;
  readonly key: Buffer;
}

const derived = (secret: string, label: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', label, 32));

/**
 * Makes what is stored in Redis unreadable there, and bound to its place: who can write to Redis can withhold, but
 * neither read nor forge.
 */
export class Seal {
  readonly #key: Key;
  readonly #keys: ReadonlyMap<number, Buffer>;
  readonly #names: Buffer;

  /** @param previous secrets whose seals are still opened, in any order */
  constructor(secret: string, previous: readonly string[] = []) {
    const keyOf = (one: string): Key => {
      const key = derived(one, 'cluster');
      return { key, number: (hash('sha256', key, 'buffer') as Buffer)[0] as number };
    };
    this.#key = keyOf(secret);
    this.#keys = new Map([...previous.map(keyOf), this.#key].map(({ number, key }) => [number, key]));
    // The same for instances that know the same secrets, whichever of them each seals with: a rotation in three steps
    // (see docs/scale-out.md) changes names once.
    this.#names = [secret, ...previous].map((one) => derived(one, 'cluster-names')).sort(Buffer.compare)[0] as Buffer;
  }

  /** A name that stands for these words: 16 bytes in base64url, from which nobody without the secret learns them. */
  name(...words: readonly string[]): string {
    return createHmac('sha256', this.#names)
      .update(JSON.stringify(words))
      .digest()
      .subarray(0, NAME_BYTES)
      .toString('base64url');
  }

  /** @param place where it is stored: it opens nowhere else */
  close(place: string, value: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key.key, nonce).setAAD(Buffer.from(place));
    const content = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([this.#key.number]), nonce, cipher.getAuthTag(), content]);
  }

  /** What was sealed for this place; undefined for anything else. */
  open(place: string, sealed: Buffer): string | undefined {
    const key = this.#keys.get(sealed[0] ?? -1);
    if (!key || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    try {
      const cipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      const content = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([cipher.update(content), cipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
