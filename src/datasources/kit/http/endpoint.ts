/** Every fixed segment of a path in the contracts (held by a test): nothing else of a path may be seen outside. */
const WORDS: ReadonlySet<string> = new Set(
  `
  account account-onboarding agreement agreement-types allocationplan api applications approve-paper-application
  auth begin-sign-bankid-no begin-sign-mitid-dk borrowers cancel cash client configuration
  create-account-without-application custodian deposit extend features fund headless hybrid instruction
  instrument journey journeys kyc-answers kycstatus lab ledger limit-upgrade-applications
  limit-upgrade-without-application monthio offers order partner payment personal-loan ping
  public-account-onboarding-callback redirect-kalp-dk sessions sign-bankid-se state subscribe swish tenants
  token transaction unsubscribe v1 v2 verify-application webhooks withdrawal
  `.split(/\s+/),
);

/** The template of a path, with every id left out: fit for a log, a metric label or the name of a span. */
export function endpointOf(path: string): string {
  const withoutIds = path.replace(UUID, '{}');
  if (known.has(withoutIds)) return withoutIds;
  const endpoint = withoutIds
    .split('/')
    .map((segment) => (WORDS.has(segment) ? segment : '{}'))
    .join('/');
  if (known.size < MAX_KNOWN) known.add(endpoint);
  return endpoint;
}

/** Most ids are of this form; no fixed segment is. */
const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

/** Templates found so far: a path that has no other ids is one, once they are left out. */
const known = new Set<string>();
const MAX_KNOWN = 500;
