import {
  GraphQLError,
  GraphQLID,
  GraphQLString,
  Kind,
  specifiedScalarTypes,
  valueFromASTUntyped,
  type ValueNode,
} from 'graphql';
import { dayOf, instantOf, isDay } from '../../datasources/kit/instant.ts';
import { BadValue } from '../../faults.ts';
import { isSafeUrl, MAX_URL } from '../../datasources/kit/urls.ts';
import { builder } from './builder.ts';

interface TextScalar {
  readonly description: string;
  readonly specifiedByURL?: string;
  /** A provider's value that matches is passed through. */
  readonly pattern?: RegExp;
  /** What an error message says was expected. */
  readonly expected: string;
  readonly isValid?: (text: string) => boolean;
  /** Converts a caller's value; undefined if it is not valid. By default it must match the pattern. */
  readonly accept?: (text: string) => string | undefined;
  /** Converts a provider's value that does not match the pattern; undefined if that is impossible. */
  readonly mend?: (value: unknown) => string | undefined;
  /** Numbers are accepted as input too, with the digits as written. */
  readonly numeric?: boolean;
}

type TextScalarName = 'DateTime' | 'Date' | 'Decimal' | 'URL' | 'Currency' | 'CountryCode';

function textScalar(name: TextScalarName, options: TextScalar): void {
  const { description, specifiedByURL, pattern, expected, isValid, mend, numeric } = options;
  const { accept = (text) => (pattern?.test(text) && (isValid?.(text) ?? true) ? text : undefined) } = options;
  const read = (value: unknown): string => {
    // A larger number has lost digits before it came here.
    const isKept = typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    const text = numeric && isKept ? plainDecimal(value) : value;
    const accepted = typeof text === 'string' ? accept(text) : undefined;
    if (accepted !== undefined) return accepted;
    throw new GraphQLError(`${name} expects ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } });
  };
  builder.scalarType(name, {
    description,
    ...(specifiedByURL ? { specifiedByURL } : {}),
    serialize: (value: unknown) => {
      if (typeof value === 'string' && pattern?.test(value) && (name !== 'URL' || isSafeUrl(value))) return value;
      const mended = mend?.(value);
      if (mended !== undefined) return mended;
      throw new BadValue(name);
    },
    parseValue: read,
    parseLiteral: (node: ValueNode) => {
      if (numeric && (node.kind === Kind.INT || node.kind === Kind.FLOAT)) return read(withoutExponent(node.value));
      return read(node.kind === Kind.STRING ? node.value : undefined);
    },
  });
}

const withoutExponent = (text: string): string => (/e/i.test(text) ? plainDecimal(Number(text)) : text);

/** The shortest decimal notation of a number, without exponent: `1e-7` is `0.0000001`. */
function plainDecimal(value: number): string {
  const text = String(value);
  const size = Math.abs(value);
  if (size < 1e21 && (size >= 1e-6 || size === 0)) return text; // there `String` needs no exponent (ECMA-262, 6.1.6.1.20)
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!parts) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = parts;
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${first}${rest}`;
  return sign + (first + rest).padEnd(shift + 1, '0');
}

textScalar('DateTime', {
  description:
    'An instant, ISO 8601 (RFC 3339), with up to 9 decimals: `2026-05-14T09:30:00.000Z`. Output is in UTC. Input may have an offset; without one it is UTC.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  expected: 'an instant in ISO 8601, such as "2026-05-14T09:30:00.000Z"',
  accept: instantOf,
  mend: instantOf,
});

textScalar('Date', {
  description: 'A calendar date, ISO 8601: `2026-05-14`.',
  expected: 'a date in ISO 8601, such as "2026-05-14"',
  accept: (text) => (isDay(text) ? text : undefined),
  mend: dayOf,
});

textScalar('Decimal', {
  description:
    'An exact decimal number (money, units, rates), as a string, so that no client rounds it: `"1234.50"`. Input may be a string or a number; beyond 9007199254740991 a string, since a number loses digits there.',
  pattern: /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/,
  expected:
    'a decimal number without exponent and of at most 40 characters, such as "1234.50"; beyond 9007199254740991 as a string',
  isValid: (text) => text.length <= 40,
  mend: (value) => (typeof value === 'number' && Number.isFinite(value) ? plainDecimal(value) : undefined),
  numeric: true,
});

textScalar('URL', {
  description: 'An absolute URL: `https://…`, or the scheme of an app where the field says so.',
  specifiedByURL: 'https://url.spec.whatwg.org/',
  pattern: /^[a-zA-Z][a-zA-Z\d+.-]*:\S+$/,
  expected: `an absolute URL of at most ${MAX_URL} characters, such as "https://shop.example/done"`,
  isValid: isSafeUrl,
});

textScalar('Currency', {
  description: 'A currency, ISO 4217: `SEK`.',
  specifiedByURL: 'https://www.iso.org/iso-4217-currency-codes.html',
  pattern: /^[A-Z]{3}$/,
  expected: 'an ISO 4217 code, such as "SEK"',
});

textScalar('CountryCode', {
  description: 'A country, ISO 3166-1 alpha-2: `SE`.',
  specifiedByURL: 'https://www.iso.org/iso-3166-country-codes.html',
  pattern: /^[A-Z]{2}$/,
  expected: 'an ISO 3166-1 alpha-2 code, such as "SE"',
});

builder.scalarType('JSON', {
  description: 'An object whose members the provider does not specify.',
  serialize: (value: unknown) => value,
  parseValue: (value: unknown) => value,
  parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables),
});

/**
 * GraphQL's own scalars take whatever they can turn into a value of theirs. What is answered comes from providers: a
 * number where a text belongs breaks their contract, and anything that does not fit is their bad answer.
 */
for (const type of specifiedScalarTypes) {
  const isText = type === GraphQLString || type === GraphQLID;
  const coerce = type.coerceOutputValue.bind(type);
  const coerceOutputValue = (value: unknown): unknown => {
    if (isText && typeof value !== 'string') throw new BadValue(type.name);
    try {
      return coerce(value);
    } catch {
      throw new BadValue(type.name);
    }
  };
  Object.assign(type, { coerceOutputValue, serialize: coerceOutputValue });
}
