import { SWEDISH_STATUSES } from './status-words.js';
import { SWEDISH_TEST_DATA } from './test-data-words.js';

/** The words of the page: English as they stand in the code, Swedish here. Ids are those of the API. */
const SWEDISH = {
  ...SWEDISH_TEST_DATA,
  'Account profile': 'Kontotyp',
  'As JSON, for everything else': 'Som JSON, för allt annat',
  "Borrower's id": 'Låntagarens id',
  'Buys for SEK': 'Köper för SEK',
  'Cash in SEK': 'Pengar i SEK',
  Fund: 'Fond',
  Name: 'Namn',
  'Name of its account': 'Kontots namn',
  'Personal identity number': 'Personnummer',
  Status: 'Status',
  'The gateway cannot be reached.': 'Gatewayen går inte att nå.',
  'Units of the fund': 'Andelar i fonden',
  'What the person does': 'Vad personen gör',
  lapsed: 'förfallen',
  units: 'andelar',
  consent: 'samtycke',
  code: 'kod',
  'A day on': 'En dag fram',
  'A sandbox with a gateway of its own, for each test run. One that nobody asks ends by itself.':
    'En sandlåda med egen gateway för varje testkörning. En som ingen frågar avslutas av sig själv.',
  Accounts: 'Konton',
  Add: 'Lägg till',
  'An account with cash and a position': 'Ett konto med pengar och ett innehav',
  'An application and what its applicant does': 'En ansökan, och vad den sökande gör',
  'An hour on': 'En timme fram',
  'An order that is on its way': 'En order på väg',
  'Another client': 'En kund till',
  'A borrower whose lenders answer when told': 'En låntagare vars långivare svarar på besked',
  'Autogiro payments': 'Autogirobetalningar',
  'Begin with': 'Börja med',
  'Certificate error': 'Certifikatfel',
  Complete: 'Slutför',
  'Credit applications and signings': 'Kreditansökningar och signeringar',
  Decline: 'Avböj',
  'Deposit 1 000 kr': 'Sätt in 1 000 kr',
  'Done: {what}': 'Klart: {what}',
  'Down for a minute': 'Nere en minut',
  Elsewhere: 'Mer',
  'End {kind}': 'Avsluta {kind}',
  'End it': 'Avsluta',
  'everything is as at the start': 'allt är som vid start',
  Freeze: 'Frys tiden',
  frozen: 'fryst',
  'Give consent': 'Ge samtycke',
  'How to use it in tests': 'Så används den i tester',
  'Journeys of Fondo': 'Fondos resor',
  'Let it expire': 'Låt den löpa ut',
  'Let it run': 'Låt den gå',
  'Loan journeys': 'Låneresor',
  'None yet.': 'Inga än.',
  'Objects of your own': 'Egna objekt',
  'Offer of {lender}': 'Erbjudande från {lender}',
  'Open the app': 'Öppna appen',
  Orders: 'Ordrar',
  'Page of the person': 'Personens sida',
  Pay: 'Betala',
  Providers: 'Leverantörer',
  'Put into another status: {text}': 'Sätt en annan status: {text}',
  'Put into…': 'Sätt till…',
  'Refuse consent': 'Neka samtycke',
  Reject: 'Avvisa',
  'Reset everything': 'Återställ allt',
  'Reset, and only this': 'Återställ till bara detta',
  'runs at {speed}×': 'går i {speed}×',
  'Send webhook': 'Skicka webhook',
  Settle: 'Avräkna',
  'Show {n} more': 'Visa {n} till',
  Sign: 'Signera',
  'Sign as somebody else': 'Signera som någon annan',
  'Slow for a minute': 'Långsam en minut',
  Start: 'Start',
  'Start a world': 'Starta en värld',
  Swish: 'Swish',
  'Test data': 'Testdata',
  'the time runs': 'tiden går',
  'The time stands still': 'Tiden står stilla',
  'the time stands still': 'tiden står stilla',
  'The person or the amount determines what happens.': 'Personen eller beloppet avgör vad som händer.',
  'This is no JSON: {why}': 'Det är inte JSON: {why}',
  'This stands in for the providers behind the gateway. Press what a person, a bank or a day would do: sign, decline, settle, advance. Queries and subscriptions of the gateway show it at once.':
    'Det här står i stället för leverantörerna bakom gatewayen. Tryck på det som en person, en bank eller en dag skulle göra: signera, avböja, avräkna, spola fram. Gatewayens frågor och prenumerationer visar det direkt.',
  'Time of the sandbox': 'Sandlådans tid',
  'To the objects': 'Till objekten',
  'Token of the control': 'Styrningens nyckel',
  'Use it': 'Använd den',
  'What is to be added, as JSON': 'Vad som ska läggas till, som JSON',
  Withdrawals: 'Uttag',
  'Without the built-in objects': 'Utan de inbyggda objekten',
  Worlds: 'Världar',
  '{name} is as ever': '{name} är som vanligt',
  '{name} is down': '{name} är nere',
  '{name} is slow': '{name} är långsam',
  '{text} is {status}': '{text} är {status}',
  '10 s on': '10 s fram',
  'a world is started': 'en värld är startad',
  'a world is ended': 'en värld är avslutad',
  'there are {n} more objects': '{n} objekt till',
  // Names of the groups of test data.
  clients: 'kunder',
  accounts: 'konton',
  instruments: 'fonder',
  'swish amounts': 'swishbelopp',
  'autogiro amounts': 'autogirobelopp',
  'client refs': 'referenser',
  persons: 'personer',
  'credit accounts': 'kreditkonton',
  applications: 'ansökningar',
  borrowers: 'låntagare',
  lenders: 'långivare',
};

const isSwedish = (localStorage.getItem('sandbox-language') ?? navigator.language).startsWith('sv');
document.documentElement.lang = isSwedish ? 'sv' : 'en';

/** A text in the language of the page; `{…}` stands for a value. */
export function t(text, values = {}) {
  if (isSwedish && !(text in SWEDISH)) document.documentElement.dataset.untranslated = text;
  const found = isSwedish ? (SWEDISH[text] ?? text) : text;
  return found.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** A status of the API for people: its word where the page is not English, and the value. */
export const statusText = (value) =>
  isSwedish && SWEDISH_STATUSES[value] ? `${SWEDISH_STATUSES[value]} (${value})` : value;

/** An amount with groups of three. */
export const amountText = (amount) =>
  new Intl.NumberFormat(isSwedish ? 'sv' : 'en', { maximumFractionDigits: 7 }).format(amount);

/** What a row of test data does. */
export function descriptionText(description) {
  const [, country, rest] = /^([A-Z]{2}): (.*)$/.exec(description) ?? [];
  if (country) return `${country}: ${t(rest)}`;
  const [, status, code] = /^([a-z]+), with (\w+)$/.exec(description) ?? [];
  if (status) return t('{status}, with {code}', { status: statusText(status.toUpperCase()), code });
  const [, n] = /^Offers (\d+) loans$/.exec(description) ?? [];
  return n ? t('Offers {n} loans', { n }) : t(description);
}

/** Translates what stands in the page, and lets its button choose the other language. */
export function speak() {
  for (const one of document.querySelectorAll('[data-word]'))
    one.textContent = t(one.textContent.trim().replace(/\s+/g, ' '));
  const button = document.getElementById('language');
  button.textContent = isSwedish ? 'English' : 'Svenska';
  button.lang = isSwedish ? 'en' : 'sv';
  button.addEventListener('click', () => {
    localStorage.setItem('sandbox-language', isSwedish ? 'en' : 'sv');
    location.reload();
  });
}
