/** What the documented test data does, in Swedish. */
export const SWEDISH_TEST_DATA = {
  'The demo client: 24 accounts, 60 orders, all funds': 'Demokunden: 24 konton, 60 ordrar, alla fonder',
  'Another client, with fewer funds': 'En annan kund, med färre fonder',
  'A client with one account': 'En kund med ett konto',
  'Active, with cash, positions, autogiro and a plan': 'Aktivt, med pengar, innehav, autogiro och en plan',
  'Can be bought and sold, in SEK': 'Kan köpas och säljas, i SEK',
  '{status}, with {code}': '{status}, med {code}',
  'Insufficient funds': 'Pengarna räcker inte',
  'Mandate missing or bank account closed': 'Medgivande saknas, eller kontot är avslutat',
  'Mandate being moved': 'Medgivandet flyttas',
  'Funds missing, the bank tries again on the next banking day': 'Pengar saknas, banken försöker igen nästa bankdag',
  'An order whose clientRef begins with "hold" is held first': 'En order vars clientRef börjar med ”hold” vilar först',
  'Passes the check and signs': 'Godkänns i prövningen och skriver under',
  'The credit check says no: 422, then Rejected': 'Kreditprövningen säger nej: 422, sedan Rejected',
  'Presses cancel in the app: UserCancel': 'Avbryter i appen: UserCancel',
  'Never opens the app: StartFailed after the allowance': 'Öppnar aldrig appen: StartFailed när tiden är ute',
  'The BankID is blocked: CertificateErr': 'BankID är spärrat: CertificateErr',
  'Somebody else signs: SignMismatch': 'Någon annan skriver under: SignMismatch',
  'Signs after 200 s: one extend is needed, else ExpiredTransaction':
    'Skriver under efter 200 s: en förlängning behövs, annars ExpiredTransaction',
  'Has an account of kontotyp-1 and of kontotyp-2': 'Har konto av kontotyp-1 och av kontotyp-2',
  'Signing is not configured: 409': 'Underskrift är inte inställd: 409',
  'Signs with Norwegian BankID': 'Skriver under med norskt BankID',
  'The credit check says no': 'Kreditprövningen säger nej',
  'Presses cancel on the signing page': 'Avbryter på signeringssidan',
  'Fills in the KALP form and signs with MitID': 'Fyller i KALP-formuläret och skriver under med MitID',
  'The credit check says no, after the KALP form': 'Kreditprövningen säger nej, efter KALP-formuläret',
  'KALP and MitID are not configured: 409': 'KALP och MitID är inte inställda: 409',
  'Is approved on paper': 'Godkänns på papper',
  'The credit check of the paper application says no': 'Kreditprövningen av pappersansökan säger nej',
  'Asks KYC, then check and BankID': 'Frågor, sedan prövning och BankID',
  'Signed at once: nothing is asked or checked': 'Skrivs under direkt: inget frågas eller prövas',
  'Asks KYC, then check and Norwegian BankID': 'Frågor, sedan prövning och norskt BankID',
  'Asks KYC and KALP, then check and MitID': 'Frågor och KALP, sedan prövning och MitID',
  'Blocked: 409 account-status': 'Spärrat: 409 account-status',
  'Has the highest limit: 409 credit-limit-already-sufficient':
    'Har redan högsta krediten: 409 credit-limit-already-sufficient',
  'Why `hasAccount` is refused on kontotyp-1': 'Varför `hasAccount` nekas på kontotyp-1',
  'Why `hasAccount` is refused on kontotyp-2': 'Varför `hasAccount` nekas på kontotyp-2',
  '409 company-not-configured, outright or on signing': '409 company-not-configured, direkt eller vid underskrift',
  'No account has this number': 'Inget konto har det här numret',
  'Waits for its KYC answers, and never expires': 'Väntar på sina svar och förfaller aldrig',
  'Can be signed at once, and never expires': 'Kan skrivas under direkt och förfaller aldrig',
  'Has a journey with offers from the start': 'Har en resa med erbjudanden från början',
  'Offers of the first lender after 2 s and of the second after 5 s; the third declines after 8 s.':
    'Erbjudanden från första långivaren efter 2 s och andra efter 5 s; den tredje avböjer efter 8 s.',
  'The lenders decline after 2, 4 and 6 s.': 'Långivarna avböjer efter 2, 4 och 6 s.',
  'No offer before the consent: asked for after 3 s, URL ready after 5 s, offers 3 and 5 s after it is given.':
    'Inget erbjudande före samtycket: det begärs efter 3 s, adressen finns efter 5 s, erbjudanden 3 och 5 s efter att det getts.',
  'Offers of the first lender after 2 s; the second wants the consent (URL ready after 6 s), the third declines.':
    'Erbjudanden från första långivaren efter 2 s; den andra vill ha samtycke (adress efter 6 s), den tredje avböjer.',
  'As offered, but the second lender declines and the third answers with an offer only after 60 s.':
    'Som OFFERED, men andra långivaren avböjer och den tredje kommer med sitt erbjudande först efter 60 s.',
  'OFFERED after 2 s with an offer in OFFER_AWAITED, which becomes OFFER_RECEIVED after 8 s.':
    'OFFERED efter 2 s med ett erbjudande i OFFER_AWAITED, som blir OFFER_RECEIVED efter 8 s.',
  'As offered, but another offer is in progress elsewhere: every hand-off conflicts.':
    'Som OFFERED, men ett annat erbjudande pågår på annat håll: varje val krockar.',
  'The first two polls answer 429 with Retry-After: 1; then as offered.':
    'De två första frågorna svarar 429 med Retry-After: 1; sedan som OFFERED.',
  'The first two polls answer 429 without a header; then as offered.':
    'De två första frågorna svarar 429 utan header; sedan som OFFERED.',
  'As offered, but the journey expires after 10 s unless an offer is selected; starting again makes a new one.':
    'Som OFFERED, men resan går ut efter 10 s om inget erbjudande väljs; en ny start ger en ny.',
  'Takes a status that no list has after 1 s and stays there.':
    'Får efter 1 s en status som ingen lista har, och blir kvar i den.',
  'Offers one loan': 'Erbjuder ett lån',
  'Offers {n} loans': 'Erbjuder {n} lån',
};
