import { dictionary } from '../../i18n/language.tsx';

/** What a person is told of a refusal, by reason; `OTHER` for every reason that an order does not have as a rule. */
export const refusalTexts = dictionary(
  {
    ACCOUNT_NOT_ACTIVE: 'This account is not active.',
    INSTRUMENT_NOT_BUYABLE: 'This fund cannot be bought at the moment.',
    INSTRUMENT_NOT_SELLABLE: 'This fund cannot be sold at the moment.',
    INSUFFICIENT_CASH: 'There is not enough money in the account. Orders under way have reserved some of it.',
    INSUFFICIENT_UNITS: 'You do not own that many units. Orders under way have reserved some of them.',
    ORDER_NOT_CANCELABLE: 'It is too late to cancel this order.',
    NOT_PERMITTED: 'You do not have access to this.',
    INVALID: 'The bank does not accept this value. Check it.',
    GONE: 'The account or the fund is no longer here.',
    OTHER: 'The bank did not accept the order. Contact us if you do not know why.',
  },
  {
    ACCOUNT_NOT_ACTIVE: 'Kontot är inte aktivt.',
    INSTRUMENT_NOT_BUYABLE: 'Fonden går inte att köpa just nu.',
    INSTRUMENT_NOT_SELLABLE: 'Fonden går inte att sälja just nu.',
    INSUFFICIENT_CASH: 'Det finns inte tillräckligt med pengar på kontot. Pågående order har reserverat en del.',
    INSUFFICIENT_UNITS: 'Så många andelar äger du inte. Pågående order har reserverat en del.',
    ORDER_NOT_CANCELABLE: 'Det är för sent att avbryta ordern.',
    NOT_PERMITTED: 'Du har inte tillgång till det här.',
    INVALID: 'Banken godtar inte värdet. Kontrollera det.',
    GONE: 'Kontot eller fonden finns inte längre.',
    OTHER: 'Banken godtog inte ordern. Kontakta oss om du inte vet varför.',
  },
);

type Known = keyof (typeof refusalTexts)['en'];

/** The words for a reason. */
export const wordsFor = (texts: Readonly<Record<Known, string>>, reason: string): string =>
  texts[reason in texts ? (reason as Known) : 'OTHER'];
