import type { ApplicantCountry } from '../../gql/graphql.ts';

/** An offer names its currency, and no country: each country of PayEx has a currency of its own. */
const COUNTRIES: Readonly<Record<string, ApplicantCountry>> = { SEK: 'SE', NOK: 'NO', DKK: 'DK', EUR: 'FI' };

export const countryOf = (currency: string | null | undefined): ApplicantCountry | undefined =>
  COUNTRIES[currency ?? ''];
