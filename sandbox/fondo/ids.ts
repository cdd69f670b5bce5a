import { createHash } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const base32 = (value: number, length: number): string => {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = CROCKFORD[rest % 32] + text;
  return text;
};

/** A ULID with a serial number as its random part, so that ids of the same millisecond are ordered. */
export const ulid = (time: number, serial: number): string => base32(time, 10) + base32(serial, 16);

/** A deterministic UUID derived from a name. */
export function uuidOf(name: string): string {
  const hash = createHash('sha256').update(`fondo:${name}`).digest('hex');
  const variant = '89ab'[parseInt(hash[16] ?? '0', 16) % 4];
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Luhn check digit of `digits`. */
export function luhn(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/**
 * Account number: epoch milliseconds, length digit (15 mod 10), Luhn digit. Usable as the OCR reference of a bank
 * transfer.
 */
export const accountRef = (time: number): string => `${time}5${luhn(`${time}5`)}`;

/** Twelve digits; the birth numbers 238 and 239 are reserved by the Tax Agency for tests. */
export const personnummer = (birthDate: string, birthNumber: 238 | 239): string =>
  `${birthDate}${birthNumber}${luhn(`${birthDate.slice(2)}${birthNumber}`)}`;

/** ISIN of a country's nine-character security number. */
export function isin(country: string, number: string): string {
  const digits = [...`${country}${number}`].map((character) => parseInt(character, 36)).join('');
  return `${country}${number}${luhn(digits)}`;
}

/** Swedish IBAN of a bank's three-digit id and an account number of up to 17 digits. */
export function swedishIban(bank: string, account: string): string {
  const bban = `${bank}${account.padStart(17, '0')}`;
  const check = 98n - (BigInt(`${bban}281400`) % 97n);
  return `SE${String(check).padStart(2, '0')}${bban}`;
}
