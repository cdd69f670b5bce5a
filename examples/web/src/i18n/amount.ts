import type { Language } from './language.tsx';

/** With or without groups of three, as each language writes them. Swedish keypads have a point as often as a comma. */
const GRAMMAR: Readonly<Record<Language, { readonly pattern: RegExp; readonly group: RegExp }>> = {
  sv: { pattern: /^\d+(?: \d{3})*(?:[.,]\d+)?$/, group: / /g },
  en: { pattern: /^(?:\d+|\d{1,3}(?:[, ]\d{3})+)(?:\.\d+)?$/, group: /[, ]/g },
};

/** A decimal that a person has typed, as the API takes it (`1234.5`); undefined where it is none. */
export function readDecimal(typed: string, language: Language): string | undefined {
  const text = typed.trim().replace(/\s/g, ' ');
  const { pattern, group } = GRAMMAR[language];
  if (!pattern.test(text)) return undefined;
  const plain = text.replace(group, '').replace(',', '.');
  return plain.replace(/^0+(?=\d)/, '');
}
