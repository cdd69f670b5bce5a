import { z } from 'zod';

export const ProviderName = z.enum(['FONDO', 'PAYEX', 'AARTHIK']);

/** Ids of the GraphQL API. */
export const id = z.string().min(1).max(1024).meta({ description: 'Global id, as the GraphQL API has it.' });
export const uuid = z.string().regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, 'expected a lower-case UUID');
export const name = z.string().trim().min(1).max(200);
export const amount = z
  .number()
  .positive()
  .max(1e12)
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, 'expected at most two decimals');

/** At least zero, and at most a hundred years: a mistyped duration is no reason to run the clock for hours. */
export const duration = z.iso
  .duration('expected an ISO 8601 duration, such as P1D or PT1H30M')
  .refine((text) => !(msOf(text) > 100 * 366 * DAY), 'expected at most a hundred years')
  .meta({ description: 'ISO 8601: `PT30S`, `P1D`. A month is 30 days and a year 365.' });

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DURATION =
  /^P(?:([\d.,]+)Y)?(?:([\d.,]+)M)?(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/;
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, MINUTE, SECOND];

/** Milliseconds of an ISO 8601 duration; NaN for what is none. */
export function msOf(text: string): number {
  const parts = DURATION.exec(text)?.slice(1);
  if (!parts) return NaN;
  return UNITS.reduce((total, unit, index) => total + unit * Number((parts[index] ?? '0').replace(',', '.')), 0);
}

/** The shortest ISO 8601 duration in seconds or minutes. */
export const durationOf = (ms: number): string => (ms % MINUTE === 0 ? `PT${ms / MINUTE}M` : `PT${ms / SECOND}S`);

/** A word of a contract as the GraphQL API writes it: `AwaitingSign`, `awaiting_sign` → `AWAITING_SIGN`. */
export const toName = (word: string): string => word.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase();

/** What somebody named in the plural of a list that the state shows at most so much of. */
export const MAX_LISTED = 50;
