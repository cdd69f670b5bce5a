import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { formatOf, type Format } from './format.ts';

export const LANGUAGES = ['sv', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type Text = string | ((...values: never[]) => string) | { readonly [name: string]: Text };
type Texts = { readonly [name: string]: Text };

/** What a feature says, in each language: the second has to say all of the first. */
export interface Dictionary<T extends Texts> {
  readonly en: T;
  readonly sv: T;
}

export const dictionary = <const T extends Texts>(en: Widened<T>, sv: NoInfer<Widened<T>>): Dictionary<Widened<T>> => ({
  en,
  sv,
});

/** The same texts, whatever they say. */
type Widened<T> = T extends string
  ? string
  : T extends (...values: never[]) => string
    ? T
    : { [K in keyof T]: Widened<T[K]> };

interface Speaking {
  readonly language: Language;
  readonly speak: (language: Language) => void;
}

const LanguageContext = createContext<Speaking>({ language: 'en', speak: () => undefined });
const KEY = 'language';

const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some((one) => one === text);

/** What was chosen before, else the first of the browser's languages that is spoken here. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speaking = useMemo<Speaking>(
    () => ({
      language,
      speak(chosen) {
        localStorage.setItem(KEY, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <LanguageContext value={speaking}>{children}</LanguageContext>;
}

export const useLanguage = (): Speaking => use(LanguageContext);

/** The texts of a feature in the language that is spoken. */
export const useTexts = <T extends Texts>(texts: Dictionary<T>): T => texts[useLanguage().language];

/** Amounts, units and times as this language writes them. */
export const useFormat = (): Format => formatOf(useLanguage().language);
