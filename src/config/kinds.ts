import { readFileSync } from 'node:fs';
import { z } from 'zod';

declare module 'zod' {
  /** What zod does not know of a setting. */
  interface GlobalMeta {
    /** Completes "expected …" in messages and in docs/configuration.md: no message of zod's own is ever shown. */
    expected?: string;
    /** May be given as `NAME_FILE` too: the path of a file that holds it. Read again while the process runs. */
    secret?: boolean;
    /** The default in production, as it would be written in the environment. */
    production?: string;
    /** The default in words, where it is not a constant. */
    defaultText?: string;
  }
}

export const text = z.string().meta({ expected: 'a text' });

export const number = (least: number, most: number) =>
  z
    .string()
    .regex(/\S/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .meta({ expected: `a number from ${least} to ${most}` });

export const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .meta({ expected: `a whole number from ${least} to ${most}` });

export const port = whole(0, 65_535).meta({ expected: 'a port from 0 to 65535' });

export const choice = <const T extends string>(...values: readonly [T, ...T[]]) =>
  z.enum(values).meta({ expected: values.map((value) => `\`${value}\``).join(' or ') });

export const onOff = z
  .stringbool({ truthy: ['on'], falsy: ['off'], case: 'sensitive' })
  .meta({ expected: '`on` or `off`' });

export const url = z
  .string()
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''))
  .meta({ expected: 'an http or https URL' });

/** Entries separated by commas, none of them empty. */
export const list = <T>(entry: z.ZodType<T, string>) =>
  z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .pipe(z.array(entry));

/** Origins as browsers send them, separated by commas. */
export const origins = list(z.string().refine((value) => URL.parse(value)?.origin === value)).meta({
  expected: 'origins such as `https://app.example`, separated by commas',
});

/** A text that `parse` understands; undefined: it does not. */
export const parsed = <T>(expected: string, parse: (value: string) => T | undefined) =>
  z
    .string()
    .transform((value, context): T => {
      const result = parse(value);
      if (result === undefined) context.issues.push({ code: 'custom', input: value });
      return (result ?? value) as T; // a value that is not valid is seen by `rule`s alone: it is given
    })
    .meta({ expected });

/** PEM text as it is, or the content of the file at this path. */
export const pem = parsed('PEM text or the path of a readable PEM file', (value) =>
  [value, contentOf(value)].find((content) => content?.includes('-----BEGIN')),
);

/** The content of a file, without the line break at its end; undefined when it cannot be read. */
export function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
