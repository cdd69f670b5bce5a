/** What each custom scalar of the schema is in TypeScript, for the generators: all of them are strings on the wire. */
export const SCALARS = {
  CountryCode: 'string',
  Currency: 'string',
  Date: 'string',
  DateTime: 'string',
  Decimal: 'string',
  JSON: 'unknown',
  URL: 'string',
} as const;
