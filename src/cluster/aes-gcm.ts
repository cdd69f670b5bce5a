import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text, and binds it to its place: `decrypt` opens it for no other.
 * @param key 32 bytes
 * @param head bytes to stand before it, unencrypted
 * @returns head, nonce, tag and content
 */
export function encrypt(key: Buffer, place: string, text: string, head: Buffer = NOTHING): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), content]);
}

/** What was encrypted with this key for this place, from behind the head; undefined for anything else. */
export function decrypt(key: Buffer, place: string, bytes: Buffer): string | undefined {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const cipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(place)).setAuthTag(tag);
    const content = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([cipher.update(content), cipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const NOTHING = Buffer.alloc(0);
