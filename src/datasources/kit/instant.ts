/**
 * ISO 8601 in the extended format, with what providers really send: a blank or `t` instead of `T`, no seconds, a comma
 * before the decimals, an offset without colon or minutes, no zone at all. `Date.parse` is never asked about foreign
 * text: it takes `2.5` for a day in 2001, and a missing zone for that of this process.
 */
const GRAMMAR =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/** What is passed on untouched: in UTC, and of a day that every month has. */
const PLAIN_UTC = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

interface Reading {
  /** Milliseconds since the epoch, without the fraction of the second. */
  readonly seconds: number;
  /** Decimals of the second, as written. */
  readonly fraction: string;
  readonly isDay: boolean;
}

function read(value: unknown): Reading | undefined {
  const parts = typeof value === 'string' ? GRAMMAR.exec(value) : null;
  if (!parts) return undefined;
  const [, year, month, day, hours, minutes, seconds = '0', fraction = '', zone] = parts;
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day)); // `Date.UTC` takes the years 0 to 99 for 1900 to 1999
  if (at.getUTCMonth() !== Number(month) - 1 || at.getUTCDate() !== Number(day)) return undefined;
  if (hours === undefined) return { seconds: at.getTime(), fraction, isDay: true };
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const offset = offsetOf(zone);
  if (offset === undefined) return undefined;
  at.setUTCHours(Number(hours), Number(minutes) - offset, Number(seconds));
  if (at.getUTCFullYear() < 0 || at.getUTCFullYear() > 9999) return undefined; // ISO 8601 has four digits for it
  return { seconds: at.getTime(), fraction, isDay: false };
}

/** Minutes east of Greenwich; 0 where none is given, since the contracts write UTC. Undefined for what is no offset. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || /^[Zz]$/.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || '0')];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** ISO 8601 in UTC with so many decimals at least. */
const written = ({ seconds, fraction }: Reading, decimals: number): string =>
  `${new Date(seconds).toISOString().slice(0, 19)}.${fraction.padEnd(decimals, '0')}Z`;

/**
 * An instant in UTC, `2026-05-14T09:30:00.000Z` with up to 9 decimals; undefined for anything but an ISO 8601 date with
 * time. Without a zone it is UTC, whatever the zone of this process.
 */
export function instantOf(value: unknown): string | undefined {
  if (typeof value === 'string' && PLAIN_UTC.test(value)) return value;
  const reading = read(value);
  return reading && !reading.isDay ? written(reading, 3) : undefined;
}

/**
 * As `instantOf`, where the contract allows a plain date in place of an instant: that is the beginning of the day, in
 * UTC.
 */
export function instantOrDay(value: unknown): string | undefined {
  if (typeof value === 'string' && PLAIN_UTC.test(value)) return value;
  const reading = read(value);
  return reading && written(reading, 3);
}

/** As `instantOrDay` with 9 decimals, so that texts compare as times do; '' for what is no instant. */
export function sortableInstant(value: unknown): string {
  const reading = read(value);
  return reading ? written(reading, 9) : '';
}

/** Milliseconds since the epoch; NaN for what is no instant. */
export function millisecondsOf(value: unknown): number {
  const reading = read(value);
  return reading ? reading.seconds + Number(reading.fraction.padEnd(3, '0').slice(0, 3)) : NaN;
}

/** Whether it is a calendar day that there is: `2026-02-28`. */
export const isDay = (value: unknown): boolean => read(value)?.isDay === true;

/** The calendar day of a date, with or without a time, as it is written there; undefined for anything else. */
export const dayOf = (value: unknown): string | undefined => (read(value) ? String(value).slice(0, 10) : undefined);

/**
 * The time of a signature in milliseconds since the epoch: Unix seconds, Unix milliseconds or ISO 8601; NaN otherwise.
 */
export function timestampOf(text: string): number {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  return /^\d{13}$/.test(text) ? Number(text) : millisecondsOf(text);
}
