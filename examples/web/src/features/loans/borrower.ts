const KEY = 'borrower';

/**
 * Who borrows: the same id for the same person for ever, since it is tied to their mobile number. Your customer number, with a
 * bank of your own; never a phone number, a PAN or an e-mail address, which the API rejects.
 */
export function borrower(): string {
  const known = localStorage.getItem(KEY) ?? `C-${crypto.randomUUID()}`;
  localStorage.setItem(KEY, known);
  return known;
}
