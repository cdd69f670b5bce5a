import { timingSafeEqual } from 'node:crypto';

/** Signatures of one delivery that are compared: while a secret rotates there are two. */
const MAX_SIGNATURES = 8;

/**
 * Whether one of the signatures is the expected one, each compared in constant time. A sender whose secret rotates signs
 * with both, in any order.
 */
export const isSignedBy = (expected: Buffer, signatures: readonly string[], encoding: 'hex' | 'base64'): boolean =>
  signatures.slice(0, MAX_SIGNATURES).some((signature) => {
    const given = Buffer.from(signature, encoding);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });

/** The signatures of a header that may list several, each with or without the name of its algorithm: `sha256=…, sha256=…`. */
export const signaturesIn = (header: string): string[] =>
  header.split(',').map((part) => part.trim().replace(/^[a-z]+\d+=/i, ''));
