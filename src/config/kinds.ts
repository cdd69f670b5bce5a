import { readFileSync } from 'node:fs';

/** How the text of a setting is read, and what it has to look like. */
export interface Kind<T> {
  /** For the message: "expected …". */
  readonly expected: string;
  /** Undefined when the text is not valid. */
  parse(text: string): T | undefined;
}

export const text: Kind<string> = { expected: 'a text', parse: (value) => value };

export const number = (least: number, most: number): Kind<number> => ({
  expected: `a number from ${least} to ${most}`,
  parse: (value) =>
    value.trim() !== '' && Number(value) >= least && Number(value) <= most ? Number(value) : undefined,
});

export const whole = (least: number, most: number): Kind<number> => ({
  expected: `a whole number from ${least} to ${most}`,
  parse: (value) => (/^\d{1,15}$/.test(value) ? number(least, most).parse(value) : undefined),
});

export const port: Kind<number> = { ...whole(0, 65_535), expected: 'a port from 0 to 65535' };

export const speed: Kind<number> = {
  expected: 'a number above 0, at most 1000',
  parse: (value) => (Number(value) > 0 && Number(value) <= 1000 ? Number(value) : undefined),
};

export const choice = <const T extends string>(...values: readonly T[]): Kind<T> => ({
  expected: values.map((value) => `\`${value}\``).join(' or '),
  parse: (value) => values.find((one) => one === value),
});

export const onOff: Kind<boolean> = {
  expected: '`on` or `off`',
  parse: (value) => (value === 'on' ? true : value === 'off' ? false : undefined),
};

export const url: Kind<string> = {
  expected: 'an http or https URL',
  parse: (value) => (/^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined),
};

/** Origins as browsers send them, separated by commas. */
export const origins: Kind<readonly string[]> = {
  expected: 'origins such as `https://app.example`, separated by commas',
  parse(value) {
    const list = value.split(',').map((one) => one.trim());
    return list.every((one) => URL.parse(one)?.origin === one) ? list : undefined;
  },
};

/** PEM text as it is, or the content of the file at this path. */
export const pem: Kind<string> = {
  expected: 'PEM text or the path of a readable PEM file',
  parse: (value) => [value, contentOf(value)].find((content) => content?.includes('-----BEGIN')),
};

/** The content of a file, without the line break at its end; undefined when it cannot be read. */
export function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
