import type { Decimal } from '../kit/decode.ts';
import { instantOf } from '../kit/instant.ts';

/** `poll_after_ms`, `pollAfterMs` and `poll_after_MS` are the same name. */
const squeezed = (name: string): string => name.replaceAll('_', '').toLowerCase();

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * An object of Aarthik, whose pages mix snake_case with camelCase and `Id` with `ID`: members are found in any
 * spelling. What is absent, null or not of the kind that was asked for reads as null; anything but an object is empty.
 */
export class Members {
  readonly #members = new Map<string, unknown>();

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [name, member] of Object.entries(value)) {
      const key = squeezed(name);
      if (member != null && !this.#members.has(key)) this.#members.set(key, member);
    }
  }

  /** Whether it is there at all, and not null. */
  has(name: string): boolean {
    return this.#members.has(squeezed(name));
  }

  raw(name: string): unknown {
    return this.#members.get(squeezed(name));
  }

  text(name: string): string | null {
    const value = this.raw(name);
    return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
  }

  /** A number, or a number as text. */
  decimal(name: string): Decimal | null {
    const value = this.raw(name);
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    return typeof value === 'string' && DECIMAL.test(value) ? value : null;
  }

  /** A whole number that fits a GraphQL `Int`, or one as text. */
  integer(name: string): number | null {
    const value = Number(this.decimal(name) ?? NaN);
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : null;
  }

  /** An instant, ISO 8601 in UTC. */
  instant(name: string): string | null {
    return instantOf(this.text(name)) ?? null;
  }

  url(name: string): string | null {
    const value = this.text(name);
    return value !== null && /^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : null;
  }

  object(name: string): Members {
    return new Members(this.raw(name));
  }

  /** The entries of a map whose keys are data: those keep their spelling. */
  entries(name: string): [key: string, value: unknown][] {
    const value = this.raw(name);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  }

  /** The members that are true or false, by name; names lose their spelling. */
  flags(): [name: string, value: boolean][] {
    return [...this.#members].filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean');
  }

  list(name: string): readonly unknown[] {
    const value = this.raw(name);
    return Array.isArray(value) ? value : [];
  }
}
