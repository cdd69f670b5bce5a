import type { ApplicantCountry } from '../../gql/graphql.ts';
import { dictionary } from '../../i18n/language.tsx';

export const applyTexts = dictionary(
  {
    title: 'Your application',
    lead: (offer: string) => `${offer}. What you write goes to the bank, and is not kept on this device.`,
    back: 'Credit accounts',
    absent: 'This credit account is no longer offered',
    limit: 'How much credit would you like?',
    limitHint: (most: string) => `At most ${most}`,
    number: {
      SE: 'Personal identity number',
      NO: 'National identity number',
      DK: 'CPR number',
      FI: 'Personal identity code',
    } satisfies Record<ApplicantCountry, string>,
    numberHint: {
      SE: 'Twelve digits: YYYYMMDD-NNNN',
      NO: 'Eleven digits',
      DK: 'Ten digits: DDMMYY-NNNN',
      FI: 'DDMMYY-NNNC',
    } satisfies Record<ApplicantCountry, string>,
    demo: 'In this demonstration:',
    email: 'E-mail address',
    emailHint: 'Your agreement is sent here.',
    mobile: 'Mobile number (optional)',
    mobileHint: (example: string) => `For example ${example}`,
    agree: 'I have read the credit information and the account terms, and agree that my credit is checked.',
    send: 'Send the application',
    problems: {
      limit: {
        MISSING: 'Write how much credit you would like.',
        NOT_A_NUMBER: 'Write an amount above zero in digits, such as 5,000 or 5,000.50.',
        ABOVE_MAXIMUM: (most: string) => `The highest credit of this account is ${most}.`,
        REFUSED: 'The bank cannot offer this amount. Try a lower one.',
      },
      nationalNumber: {
        MISSING: 'Write your number.',
        FORM: (form: string) => `This is not complete. ${form}.`,
        REFUSED: 'There is a mistake in the number: check each digit.',
      },
      email: {
        MISSING: 'Write your e-mail address.',
        FORM: 'This is no complete e-mail address, such as name@example.com.',
      },
      mobile: { FORM: 'This is no mobile number. Write digits only, with the country code if it is foreign.' },
      isAgreed: { MISSING: 'You need to agree before you can apply.' },
    },
    notSent: 'Your application was not sent',
    unknown: 'We do not know whether your application has arrived',
    unknownHint:
      'The connection broke while we sent it. Do not send it again at once: wait a few minutes, or ask our customer service.',
  },
  {
    title: 'Din ansökan',
    lead: (offer: string) => `${offer}. Det du skriver går till banken och sparas inte på den här enheten.`,
    back: 'Kreditkonton',
    absent: 'Det här kreditkontot finns inte längre',
    limit: 'Hur mycket kredit vill du ha?',
    limitHint: (most: string) => `Högst ${most}`,
    number: { SE: 'Personnummer', NO: 'Fødselsnummer', DK: 'CPR-nummer', FI: 'Personbeteckning' },
    numberHint: {
      SE: 'Tolv siffror: ÅÅÅÅMMDD-NNNN',
      NO: 'Elva siffror',
      DK: 'Tio siffror: DDMMÅÅ-NNNN',
      FI: 'DDMMÅÅ-NNNC',
    },
    demo: 'I den här demonstrationen:',
    email: 'E-postadress',
    emailHint: 'Hit skickas ditt avtal.',
    mobile: 'Mobilnummer (valfritt)',
    mobileHint: (example: string) => `Till exempel ${example}`,
    agree: 'Jag har läst kreditinformationen och kontovillkoren och godkänner att en kreditupplysning tas.',
    send: 'Skicka ansökan',
    problems: {
      limit: {
        MISSING: 'Skriv hur mycket kredit du vill ha.',
        NOT_A_NUMBER: 'Skriv ett belopp över noll med siffror, till exempel 5 000 eller 5 000,50.',
        ABOVE_MAXIMUM: (most: string) => `Kontot har högst ${most} i kredit.`,
        REFUSED: 'Banken kan inte erbjuda det beloppet. Prova ett lägre.',
      },
      nationalNumber: {
        MISSING: 'Skriv ditt nummer.',
        FORM: (form: string) => `Det här är inte fullständigt. ${form}.`,
        REFUSED: 'Det är något fel i numret: kontrollera varje siffra.',
      },
      email: {
        MISSING: 'Skriv din e-postadress.',
        FORM: 'Det här är ingen fullständig e-postadress, som namn@example.com.',
      },
      mobile: { FORM: 'Det här är inget mobilnummer. Skriv bara siffror, med landsnummer om det är utländskt.' },
      isAgreed: { MISSING: 'Du behöver godkänna för att kunna ansöka.' },
    },
    notSent: 'Din ansökan skickades inte',
    unknown: 'Vi vet inte om din ansökan har kommit fram',
    unknownHint:
      'Anslutningen bröts medan vi skickade den. Skicka den inte igen direkt: vänta några minuter eller fråga kundtjänst.',
  },
);
