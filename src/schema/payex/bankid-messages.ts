import type { BankIdSigning } from '../../datasources/payex/types.ts';

export const LANGUAGES = {
  SV: { value: 'sv', description: 'Swedish.' },
  EN: { value: 'en', description: 'English.' },
  NB: { value: 'nb', description: 'Norwegian (bokmål).' },
  DA: { value: 'da', description: 'Danish.' },
  FI: { value: 'fi', description: 'Finnish.' },
} as const;
export type Language = (typeof LANGUAGES)[keyof typeof LANGUAGES]['value'];
type Text = Readonly<Record<Language, string>>;

const text = (sv: string, en: string, nb: string, da: string, fi: string): Text => ({ sv, en, nb, da, fi });

const OPEN_APP = text(
  'Öppna BankID-appen, eller skanna QR-koden med den.',
  'Open the BankID app, or scan the QR code with it.',
  'Åpne BankID-appen, eller skann QR-koden med den.',
  'Åbn BankID-appen, eller scan QR-koden med den.',
  'Avaa BankID-sovellus tai skannaa QR-koodi sillä.',
);
const CANCELED = text(
  'Du avbröt. Försök igen när du vill.',
  'You canceled. Try again whenever you like.',
  'Du avbrøt. Prøv igjen når du vil.',
  'Du afbrød. Prøv igen, når du vil.',
  'Peruutit. Yritä uudelleen, kun haluat.',
);

/** Messages to the person by the hint code of the provider, in the wording of this project. */
export const MESSAGES: Readonly<Record<string, Text>> = {
  OutstandingTransaction: OPEN_APP,
  NoClient: OPEN_APP,
  Started: text(
    'Appen letar efter ditt BankID. Finns det på en annan enhet, använd den.',
    'The app is looking for your BankID. If you have it on another device, use that one.',
    'Appen leter etter din BankID. Har du den på en annen enhet, bruk den.',
    'Appen leder efter dit BankID. Har du det på en anden enhed, så brug den.',
    'Sovellus etsii BankID-tunnustasi. Jos se on toisella laitteella, käytä sitä.',
  ),
  UserMrtd: text(
    'Läs av ditt pass eller nationella id-kort i BankID-appen.',
    'Scan your passport or national identity card in the BankID app.',
    'Skann passet eller det nasjonale ID-kortet i BankID-appen.',
    'Scan dit pas eller nationale id-kort i BankID-appen.',
    'Lue passisi tai henkilökorttisi BankID-sovelluksella.',
  ),
  UserCallConfirm: text(
    'Svara i BankID-appen på om du talar i telefon med oss.',
    'Tell the BankID app whether you are on the phone with us.',
    'Svar i BankID-appen på om du snakker med oss i telefonen.',
    'Svar i BankID-appen på, om du taler i telefon med os.',
    'Vastaa BankID-sovelluksessa, puhutko kanssamme puhelimessa.',
  ),
  UserSign: text(
    'Läs texten i BankID-appen och skriv under med din säkerhetskod.',
    'Read the text in the BankID app and sign it with your security code.',
    'Les teksten i BankID-appen og signer med sikkerhetskoden din.',
    'Læs teksten i BankID-appen, og underskriv med din sikkerhedskode.',
    'Lue teksti BankID-sovelluksessa ja allekirjoita se turvakoodillasi.',
  ),
  ExpiredTransaction: text(
    'Tiden gick ut innan du hann skriva under. Försök igen.',
    'Time ran out before you had signed. Try again.',
    'Tiden gikk ut før du rakk å signere. Prøv igjen.',
    'Tiden løb ud, før du nåede at underskrive. Prøv igen.',
    'Aika loppui ennen allekirjoitusta. Yritä uudelleen.',
  ),
  CertificateErr: text(
    'Ditt BankID är spärrat eller för gammalt. Kontakta din bank.',
    'Your BankID is blocked or out of date. Contact your bank.',
    'Din BankID er sperret eller utløpt. Kontakt banken din.',
    'Dit BankID er spærret eller udløbet. Kontakt din bank.',
    'BankID-tunnuksesi on suljettu tai vanhentunut. Ota yhteyttä pankkiisi.',
  ),
  UserCancel: CANCELED,
  Cancelled: text(
    'Underskriften avbröts. Har du startat en annan? Försök annars igen.',
    'The signing was stopped. Did you start another one? If not, try again.',
    'Signeringen ble stoppet. Har du startet en annen? Prøv ellers igjen.',
    'Underskriften blev stoppet. Har du startet en anden? Prøv ellers igen.',
    'Allekirjoitus keskeytettiin. Aloititko toisen? Yritä muuten uudelleen.',
  ),
  StartFailed: text(
    'BankID-appen öppnades inte i tid. Försök igen.',
    'The BankID app was not opened in time. Try again.',
    'BankID-appen ble ikke åpnet i tide. Prøv igjen.',
    'BankID-appen blev ikke åbnet i tide. Prøv igen.',
    'BankID-sovellusta ei avattu ajoissa. Yritä uudelleen.',
  ),
  UserDeclinedCall: text(
    'Du svarade att du inte talar i telefon med oss. Då har vi avbrutit.',
    'You answered that you are not on the phone with us, so we have stopped.',
    'Du svarte at du ikke snakker med oss i telefonen, så vi har avbrutt.',
    'Du svarede, at du ikke taler i telefon med os, så vi har afbrudt.',
    'Vastasit, ettet puhu kanssamme puhelimessa, joten keskeytimme.',
  ),
};

const COMPLETE = text(
  'Underskriften är klar.',
  'You have signed.',
  'Signeringen er fullført.',
  'Du har underskrevet.',
  'Allekirjoitus on valmis.',
);
const WAITING = text(
  'Följ anvisningarna i BankID-appen.',
  'Follow the instructions in the BankID app.',
  'Følg instruksjonene i BankID-appen.',
  'Følg vejledningen i BankID-appen.',
  'Noudata BankID-sovelluksen ohjeita.',
);
const FAILED = text(
  'Underskriften lyckades inte. Försök igen.',
  'The signing did not succeed. Try again.',
  'Signeringen lyktes ikke. Prøv igjen.',
  'Underskriften lykkedes ikke. Prøv igen.',
  'Allekirjoitus ei onnistunut. Yritä uudelleen.',
);

/** Message to show to the person now; for an unknown hint code, that of the status. */
export function bankIdMessage({ status, hintCode }: BankIdSigning, language: Language): string {
  const known = status === 'Complete' ? COMPLETE : MESSAGES[hintCode ?? ''];
  return (known ?? (status === 'Failed' ? FAILED : WAITING))[language];
}
