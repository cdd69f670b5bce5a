import { dictionary } from '../i18n/language.tsx';

/** What a person is told of a refusal, by reason; `OTHER` for every reason that nobody here meets as a rule. */
export const refusalTexts = dictionary(
  {
    ACCOUNT_PROFILE_EXISTS: 'You have an account of this kind already.',
    ACCOUNT_ALREADY_EXISTS_FOR_STANDALONE_INTENT: 'You have an account of this kind already.',
    CUSTOMER_MISMATCH: 'Your details do not match what the bank knows of you. Contact us.',
    CUSTOMER_MISSING: 'The bank does not know you as a customer yet. Contact us.',
    COMPANY_NOT_CONFIGURED: 'This is not possible online for this account. Contact us.',
    INVALID_APPLICATION_STATE: 'This has moved on meanwhile. What to do next is shown here in a moment.',
    APPLICATION_LAPSED: 'Your application is no longer valid, since too much time has passed. Begin a new one.',
    CREDIT_CHECK_DECLINED: 'The bank cannot offer you this credit.',
    CONFLICT: 'This is not possible any more. Begin again.',
    INVALID_BANK_ID_STATE: 'This signing has ended already.',
    NO_URL_TO_OPEN: 'There is no page to open at the moment. Wait a moment and try again.',
    OFFER_NOT_SELECTABLE: 'This offer cannot be chosen at the moment. The offers are shown as they are now.',
    OFFER_LOCK_CONFLICT: 'You have begun with another offer already. Go on with that one, or wait a while.',
    PRODUCT_NOT_ENABLED: 'This kind of loan is not offered at the moment.',
    INVALID: 'The bank does not accept what was written. Check it.',
    GONE: 'This is no longer here. Begin again.',
    UNKNOWN_TITLE: 'We do not know yet whether this was done',
    UNKNOWN_OUTCOME: 'The answer of the bank was lost. What became of it is shown here as soon as we know.',
    OTHER: 'The bank did not accept this. Contact us if you do not know why.',
  },
  {
    ACCOUNT_PROFILE_EXISTS: 'Du har redan ett konto av det här slaget.',
    ACCOUNT_ALREADY_EXISTS_FOR_STANDALONE_INTENT: 'Du har redan ett konto av det här slaget.',
    CUSTOMER_MISMATCH: 'Dina uppgifter stämmer inte med det banken vet om dig. Kontakta oss.',
    CUSTOMER_MISSING: 'Banken känner dig inte som kund än. Kontakta oss.',
    COMPANY_NOT_CONFIGURED: 'Det går inte att göra på nätet för det här kontot. Kontakta oss.',
    INVALID_APPLICATION_STATE: 'Det här har gått vidare under tiden. Nästa steg visas här strax.',
    APPLICATION_LAPSED: 'Din ansökan gäller inte längre, det har gått för lång tid. Börja om med en ny.',
    CREDIT_CHECK_DECLINED: 'Banken kan inte erbjuda dig den här krediten.',
    CONFLICT: 'Det går inte längre. Börja om.',
    INVALID_BANK_ID_STATE: 'Den här underskriften är redan avslutad.',
    NO_URL_TO_OPEN: 'Det finns ingen sida att öppna just nu. Vänta en stund och försök igen.',
    OFFER_NOT_SELECTABLE: 'Erbjudandet går inte att välja just nu. Erbjudandena visas som de är nu.',
    OFFER_LOCK_CONFLICT: 'Du har redan börjat med ett annat erbjudande. Gå vidare med det, eller vänta en stund.',
    PRODUCT_NOT_ENABLED: 'Den här sortens lån erbjuds inte just nu.',
    INVALID: 'Banken godtar inte det som skrevs. Kontrollera det.',
    GONE: 'Det här finns inte längre. Börja om.',
    UNKNOWN_TITLE: 'Vi vet inte än om det blev gjort',
    UNKNOWN_OUTCOME: 'Bankens svar kom inte fram. Vad det blev av det visas här så snart vi vet.',
    OTHER: 'Banken godtog inte det här. Kontakta oss om du inte vet varför.',
  },
);

type Known = keyof (typeof refusalTexts)['en'];

/** The words for a reason. */
export const wordsFor = (texts: Readonly<Record<Known, string>>, reason: string): string =>
  texts[reason in texts ? (reason as Known) : 'OTHER'];
