/** Fields that lead somewhere, and the reason why nobody can act with what they hold. */
export const HARMLESS: Readonly<Record<string, string>> = {
  'Agreement.documentUrl': 'a document, given to callers with `pii:read` only, for five minutes',
  'InstrumentDocument.url': 'a public document about a fund',
  'Journey.callbackUrl': 'where Fondo posts its events: they are hints, and their signature is checked',
  'Journey.redirectUrl': "the partner's own page",
  'LoanWebhook.url': "the partner's own endpoint, for the back office",
  'TermsAndConditions.creditInformation': 'a public document about an offer',
  'TermsAndConditions.accountTerms': 'a public document about an offer',
};
