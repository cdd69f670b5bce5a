import { createHmac, hash, hkdfSync } from 'node:crypto';
import { decrypt, encrypt } from '../aes-gcm.ts';

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
    const { key, number } = this.#key;
    return encrypt(key, place, value, Buffer.from([number]));
  }

  /** What was sealed for this place; undefined for anything else. */
  open(place: string, sealed: Buffer): string | undefined {
    const key = this.#keys.get(sealed[0] ?? -1);
    return key && decrypt(key, place, sealed.subarray(1));
  }
}
