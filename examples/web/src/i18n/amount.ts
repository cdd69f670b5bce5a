import type { Language } from './language.tsx';

/** Digits before the decimal mark, in groups of three or in none: a blank groups in both languages. */
const DIGITS = String.raw`(?:\d+|\d{1,3}(?: \d{3})+)`;

/**
 * What a person may write. The decimal mark of the other language counts where it can be nothing else: a point in Swedish, whose
 * keypads have it as often as a comma, and in English a comma where blanks group. Before three digits it may stand for a group,
 * and is not guessed at.
 */
const AMOUNTS: Readonly<Record<Language, readonly RegExp[]>> = {
  sv: [new RegExp(String.raw`^${DIGITS}(?:,\d+|\.(?!\d{3}$)\d+)?$`), /^(?:0|\d{4,})\.\d{3}$/],
  en: [new RegExp(String.raw`^${DIGITS}(?:\.\d+)?$`), /^\d{1,3}(?: \d{3})+,(?!\d{3}$)\d+$/],
};
const ENGLISH_GROUPS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/** A decimal that a person has typed, as the API takes it (`1234.5`); undefined where it is none, or may be two. */
export function readDecimal(typed: string, language: Language): string | undefined {
  let text = typed.trim().replace(/\s/g, ' ');
  if (language === 'en' && ENGLISH_GROUPS.test(text)) text = text.replaceAll(',', '');
  if (!AMOUNTS[language].some((amount) => amount.test(text))) return undefined;
  return text
    .replaceAll(' ', '')
    .replace(',', '.')
    .replace(/^0+(?=\d)/, '');
}
