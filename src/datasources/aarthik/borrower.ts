import type { Checks } from '../kit/checks.ts';

const LOOKS_LIKE: readonly [what: string, test: (id: string) => boolean][] = [
  [
    'a phone number (Indian mobile numbers have ten digits and begin with 6 to 9, so a number of your own of that form needs a prefix, such as "C-")',
    (id) => /^(?:\+|00)?(?:91|0)?[6-9]\d{9}$/.test(id.replaceAll(/[\s().-]/g, '')),
  ],
  ['a PAN', (id) => /^[a-z]{5}\d{4}[a-z]$/i.test(id)],
  ['an e-mail address', (id) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(id)],
];

/**
 * Checks the borrower id with which a journey is to be started (contract notes, "Identity and resume"): 1 to 128
 * characters, and nothing personal, since it appears in URLs and so in access logs, and belongs to one mobile
 * number for ever. An id that is merely read with is not held to this.
 */
export function checkBorrower(checks: Checks, borrower: string, path: string): void {
  checks.expect(
    borrower.length >= 1 && borrower.length <= 128 && !/^\.+$|\p{Cc}/u.test(borrower),
    path,
    'expected 1 to 128 characters',
  );
  for (const [what, looksSo] of LOOKS_LIKE) {
    checks.expect(
      !looksSo(borrower),
      path,
      `looks like ${what}: it is part of URLs and logs, so use an id of your own that reveals nothing of the person, such as a customer number`,
    );
  }
}
