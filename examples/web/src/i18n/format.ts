export interface MoneyLike {
  readonly amount: string;
  readonly currency: string;
}

export interface Format {
  /** `12 345,60 kr`. Exact: decimals are never numbers. */
  money(money: MoneyLike): string;
  /** `5 000 kr`: whole amounts without decimals, for limits and the like. */
  shortMoney(money: MoneyLike): string;
  /** Up to so many decimals, as many as there are. */
  decimal(value: string, decimals?: number): string;
  /** `0.2` is `0.20 %`. */
  percent(value: string): string;
  date(time: string): string;
  dateTime(time: string): string;
  time(time: string): string;
}

const LOCALES = { sv: 'sv-SE', en: 'en-GB' } as const;
const made = new Map<string, Format>();

export function formatOf(language: keyof typeof LOCALES): Format {
  const known = made.get(language);
  if (known) return known;
  const format = formatIn(LOCALES[language]);
  made.set(language, format);
  return format;
}

/** `Intl` formats decimals in text exactly (ES2023), which its types know for literals only. */
const exact = (value: string): Intl.StringNumericLiteral => value as Intl.StringNumericLiteral;

function formatIn(locale: string): Format {
  const moneyIn = (currency: string, trailingZeroDisplay: 'auto' | 'stripIfInteger') =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      trailingZeroDisplay,
      currencyDisplay: locale === 'sv-SE' ? 'symbol' : 'code',
    });
  const currencies = new Map<string, Intl.NumberFormat>();
  const money = ({ amount, currency }: MoneyLike, zeros: 'auto' | 'stripIfInteger'): string => {
    const key = `${currency} ${zeros}`;
    const format = currencies.get(key) ?? moneyIn(currency, zeros);
    currencies.set(key, format);
    return format.format(exact(amount));
  };
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    money: (of) => money(of, 'auto'),
    shortMoney: (of) => money(of, 'stripIfInteger'),
    decimal: (value, decimals = 7) =>
      new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(exact(value)),
    percent: (value) => {
      const number = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
      return `${number.format(exact(value))}\u00a0%`;
    },
    date: (time) => date.format(new Date(time)),
    dateTime: (time) => dateTime.format(new Date(time)),
    time: (time) => clock.format(new Date(time)),
  };
}
