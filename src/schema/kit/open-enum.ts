import { builder } from './builder.ts';

export interface OpenEnumOptions<Wire extends string> {
  readonly description: string;
  /** The provider's word to the description of the value. */
  readonly values: Readonly<Record<Wire, string>>;
}

/** `portfolioManagement`, `transfer_in`, `InitializedKalp` -> `PORTFOLIO_MANAGEMENT`, `TRANSFER_IN`, `INITIALIZED_KALP`. */
const screaming = (word: string): string =>
  word
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .toUpperCase();

/**
 * An enum over a provider's words that survives new ones: what is not listed reads as `UNKNOWN`, never as a failure.
 * `read` turns the provider's word into the value (null stays null), `write` turns the value into the provider's word.
 */
export function openEnum<Wire extends string>(name: string, { description, values }: OpenEnumOptions<Wire>) {
  const words = Object.keys(values) as Wire[];
  const byWord = new Map<string, string>(words.map((word) => [word, screaming(word)]));
  const byValue = new Map<string, Wire>(words.map((word) => [screaming(word), word]));
  const described: Record<string, { description: string }> = {
    ...Object.fromEntries(words.map((word) => [screaming(word), { description: values[word] }])),
    UNKNOWN: { description: 'A value that this version of the gateway does not know. Expect it at any time.' },
  };
  const ref = builder.enumType(name, { description, values: described });
  return Object.assign(ref, {
    /** The provider's words that are known. */
    words,
    read: (word: string | null | undefined): string | null => (word == null ? null : (byWord.get(word) ?? 'UNKNOWN')),
    /** The provider's word; undefined for `UNKNOWN`, which nobody can ask for. */
    write: (value: string): Wire | undefined => byValue.get(value),
  });
}
