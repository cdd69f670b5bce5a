import { builder } from './builder.ts';

export interface OpenEnumOptions<Wire extends string> {
  readonly description: string;
  /** The provider's value to the description of the enum value. */
  readonly values: Readonly<Record<Wire, string>>;
  /** Names of the enum values for which the provider's value is a code; by default its words in capitals. */
  readonly names?: Readonly<Partial<Record<Wire, string>>>;
}

/**
 * `portfolioManagement`, `transfer_in`, `InitializedKalp` -> `PORTFOLIO_MANAGEMENT`, `TRANSFER_IN`, `INITIALIZED_KALP`.
 */
const screaming = (word: string): string =>
  word
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .toUpperCase();

/**
 * An enum over the values of a provider that tolerates new ones: what is not listed is `UNKNOWN`, never an error.
 * `read` maps the provider's value to the enum value; what is missing or no text is `UNKNOWN` too. `readOptional` is for
 * what may be absent for a reason, which the description of the field says: null stays null unless it is `expected`.
 * `write` maps the enum value to the provider's.
 */
export function openEnum<Wire extends string>(name: string, { description, values, names }: OpenEnumOptions<Wire>) {
  const words = Object.keys(values) as Wire[];
  const given: Readonly<Partial<Record<string, string>>> = names ?? {};
  const byWord = new Map<string, string>(words.map((word) => [word, given[word] ?? screaming(word)]));
  const byValue = new Map<string, Wire>([...byWord].map(([word, value]) => [value, word as Wire]));
  const described: Record<string, { description: string }> = {
    ...Object.fromEntries([...byWord].map(([word, value]) => [value, { description: values[word as Wire] }])),
    UNKNOWN: {
      description:
        'A value of the provider that this version of the gateway does not know. Handle it: providers add values without notice.',
    },
  };
  const ref = builder.enumType(name, { description, values: described });
  const read = (word: string | null | undefined): string => byWord.get(word ?? '') ?? 'UNKNOWN';
  return Object.assign(ref, {
    /** The known values of the provider. */
    words,
    read,
    readOptional: (word: string | null | undefined, { expected }: { readonly expected: boolean }): string | null =>
      word == null && !expected ? null : read(word),
    /** The provider's value; undefined for `UNKNOWN`, which is not an input. */
    write: (value: string): Wire | undefined => byValue.get(value),
  });
}

/** An enum that only goes to a provider: every value stands for the provider's own word. */
export function closedEnum<Wire extends string>(name: string, { description, values, names }: OpenEnumOptions<Wire>) {
  const words = Object.keys(values) as Wire[];
  const described = Object.fromEntries(
    words.map((word) => [names?.[word] ?? screaming(word), { value: word, description: values[word] }]),
  );
  return builder.enumType(name, { description, values: described });
}
