import Big from 'big.js';
import { BadValue, Fault, RowsLeftOut } from '../../faults.ts';
import type { ProviderName } from '../../problem.ts';
import { closingQuote, hasMoreValues } from './json-values.ts';
import { endpointOf } from './http/endpoint.ts';
import { canonicalUuid, isUuid } from './uuid.ts';
import type { Operation } from './operation.ts';

/** A decimal as it comes off the wire: a number, or text where a number would lose digits. */
export type Decimal = number | string;

/** As many digits as 2^53 has, above which a double does not keep the last of them: worth the slower way. */
const LONG_NUMBER = /[:,[]\s*-?[\d.]{16,}/;

/**
 * Values of a JSON text of a provider: five thousand rows of fifty members are less. So many are parsed within 0.2 s and 40 MB,
 * however they are spread; 8 MB of them take a second and 160 MB.
 */
const MAX_VALUES = 600_000;

/** A JSON text holds more values than any answer of a contract. */
export class TooManyValues extends Error {
  constructor() {
    super(`more than ${MAX_VALUES} values`);
  }
}

/**
 * JSON with every number exact: one that a double cannot hold comes back as its text. Every text is well-formed Unicode,
 * as GraphQL, UTF-8 and what clients do with texts need it: half of a surrogate pair, which JSON can spell (RFC 8259,
 * 8.2), becomes U+FFFD. Throws where it is no JSON, or holds too many values.
 * @param bytes the text in UTF-8, where it is at hand: looking for long numbers costs a quarter there
 */
export function parseJson(text: string, bytes?: Uint8Array): unknown {
  if (hasMoreValues(text, MAX_VALUES)) throw new TooManyValues();
  const isLong = (!bytes || hasLongRun(bytes)) && LONG_NUMBER.test(text);
  const whole = text.includes('\\u') && SURROGATE.test(text) ? withoutHalfPairs(text) : text;
  return JSON.parse(isLong ? quoteLongNumbers(whole) : whole) as unknown;
}

const SURROGATE = /\\u[dD][89a-fA-F]/;
/** An escape within JSON: of a whole pair, of half of one, or any other. */
const ESCAPE = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|[^])/g;

const withoutHalfPairs = (text: string): string =>
  text.replace(ESCAPE, (escape: string, half?: string) => (half === undefined ? escape : '\\ufffd'));

/** Puts the numbers that a double cannot hold in quotes, in one pass: a reviver would visit every value. */
function quoteLongNumbers(text: string): string {
  let quoted = '';
  let from = 0;
  while (from < text.length) {
    const opening = text.indexOf('"', from);
    const end = opening < 0 ? text.length : opening;
    quoted += text.slice(from, end).replace(LONG, quoteUnlessExact);
    from = opening < 0 ? end : closingQuote(text, opening) + 1;
    quoted += text.slice(end, from);
  }
  return quoted;
}

const LONG = /[-+\d.eE]{16,}/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** More digits than any amount or rate has: whoever sends them did not mean a number. */
const MAX_DIGITS = 1_000;

function quoteUnlessExact(word: string): string {
  if (word.length > MAX_DIGITS) throw new SyntaxError(`A number has more than ${MAX_DIGITS} digits.`);
  return !NUMBER.test(word) || String(Number(word)) === word ? word : `"${word}"`;
}

/**
 * Whether `RUN` consecutive digits (points and slashes count as such) occur where a number can begin. Looks at the last of
 * where a run could be: a character that is none of them rules out every run over it, so that most are not looked at.
 */
function hasLongRun(bytes: Uint8Array): boolean {
  const { length } = bytes; // asked once: each time it would be looked up whether the buffer has been resized
  for (let at = RUN - 1; at < length; at += RUN) {
    if (!isDigitOrSo(bytes[at])) continue;
    const before = at - RUN;
    let from = at - 1;
    while (from > before && isDigitOrSo(bytes[from])) from -= 1;
    if (from > before) at = from;
    else if (isBeforeNumber(bytes[before])) return true;
    else while (isDigitOrSo(bytes[at + 1])) at += 1;
  }
  return false;
}

const RUN = 16;
/** `.` is 46, `/` 47, the digits are 48 to 57. */
const isDigitOrSo = (code = 0): boolean => code <= 57 && code >= 46;
/** Space, `,`, `-`, `:` and `[`, or the beginning of the text: anything else makes the digits a part of a text. */
const isBeforeNumber = (code = 32): boolean => code <= 32 || code === 44 || code === 45 || code === 58 || code === 91;

declare global {
  interface JSON {
    /** ES2026: makes `stringify` write the text unchanged. */
    rawJSON(text: string): unknown;
  }
}

/** A decimal for the wire: a JSON number with exactly the digits that the caller wrote. */
export const wireNumber = (decimal: string): number => JSON.rawJSON(decimal) as number;

/** The digits of a number for the wire. */
export const digits = (value: number): string => (typeof value === 'number' ? String(value) : JSON.stringify(value));

/** A decimal of a provider to calculate with. Throws `BadValue` for what is none. */
export function big(value: Decimal): Big {
  try {
    return new Big(value);
  } catch {
    throw new BadValue('Decimal');
  }
}

/** The rows of a list that could be understood; how many could not, where there are such. */
export type Rows<T> = T[] & { readonly leftOut?: number };

/** Where rows were read, and whom it concerns. */
export interface RowsOf extends Partial<Pick<Operation, 'notice' | 'correlationId'>> {
  readonly provider: ProviderName;
  /** Address of the list. */
  readonly path: string;
}

/**
 * The list of objects that the contract promises, else a fault. A row that is none (null, a number …), or that fails
 * `isRow`, is left out and noticed: one bad row must not cost the others.
 */
export function asRows<T extends object>(
  value: unknown,
  { provider, path, notice, correlationId }: RowsOf,
  isRow: (row: T) => boolean = () => true,
): Rows<T> {
  if (!Array.isArray(value)) throw new Fault('PROVIDER_BAD_ANSWER', { provider, correlationId });
  const rows: unknown[] = value;
  const isGood = (row: unknown): row is T => isObject(row) && isRow(row as T);
  let count = 0;
  while (count < rows.length && isGood(rows[count])) count += 1;
  if (count === rows.length) return rows as T[];
  const good = rows.filter(isGood);
  const leftOut = rows.length - good.length;
  notice?.(new RowsLeftOut(endpointOf(path), leftOut, { provider, correlationId }));
  return Object.assign(good, { leftOut });
}

/** A list of objects within an answer; empty where it is left out. Throws `BadValue` for anything else. */
export function listOf<T extends object>(value: readonly T[] | null | undefined): readonly T[] {
  if (value == null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value as unknown as readonly T[];
  throw new BadValue('list of objects');
}

/** Whether a row has the text by which it is found. */
export const hasId = (row: Listed): boolean => typeof row.id === 'string';

/** Whether a row has the texts by which it is found and by which its list is paged. */
export const hasPlace = (row: Listed): boolean => typeof row.id === 'string' && typeof row.sortedId === 'string';

/** Whether an answer says the state of what it is about. */
export const hasStatus = (found: object & { readonly status?: unknown }): boolean => typeof found.status === 'string';

type Listed = object & { readonly id?: unknown; readonly sortedId?: unknown };

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that the contract promises, with what it always has (`isWhole`), else a fault. */
export function asObject<T>(
  value: unknown,
  provider: ProviderName,
  isWhole: (found: object) => boolean = () => true,
): T {
  if (isObject(value) && isWhole(value)) return value as T;
  throw new Fault('PROVIDER_BAD_ANSWER', { provider });
}

/**
 * The object that was asked for by its id, else a fault: another one, as a confused cache between gateway and provider
 * may answer, is nobody's to see here.
 */
export function asObjectOf<T extends object>(
  value: unknown,
  id: string,
  provider: ProviderName,
  idOf: (found: T) => unknown = (found) => (found as { readonly id?: unknown }).id,
): T {
  const found = asObject<T>(value, provider);
  const given = idOf(found);
  if (typeof given === 'string' && canonicalUuid(given) === canonicalUuid(id)) return found;
  throw new Fault('PROVIDER_BAD_ANSWER', { provider });
}

/**
 * The object that a write has made, with the UUID by which it can be told, else a fault. A fault after a write is a lost
 * answer (`writeOnce`): the object is looked for, and where it cannot be found the outcome is unknown.
 */
export const asWritten = <T>(value: unknown, provider: ProviderName): T =>
  asObject<T>(value, provider, ({ id }: Listed) => typeof id === 'string' && isUuid(canonicalUuid(id)));

/** Whether it can be a segment of a global id and of a path at the provider. */
export const isKey = (value: unknown, maxLength: number): value is string =>
  typeof value === 'string' && value.length <= maxLength && /^(?!\.{1,2}$)[^\p{Cc}]+$/u.test(value);
