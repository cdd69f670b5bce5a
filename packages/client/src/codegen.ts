/** What each custom scalar of the schema is in TypeScript: strings on the wire, so that no client rounds an amount. */
export const scalars = {
  CountryCode: 'string',
  Currency: 'string',
  Date: 'string',
  DateTime: 'string',
  Decimal: { input: 'string | number', output: 'string' },
  ID: { input: 'string', output: 'string' },
  JSON: 'unknown',
  URL: 'string',
} as const;

/** `config` of GraphQL Code Generator (client preset, typescript-operations) for `schema.graphql` of this package. */
export const codegenConfig = {
  strictScalars: true,
  scalars,
  enumsAsTypes: true,
  useTypeImports: true,
} as const;

/** `customScalarTypes` of the Relay compiler; use it with `requireCustomScalarTypes`. */
export const relayScalars = {
  CountryCode: 'string',
  Currency: 'string',
  Date: 'string',
  DateTime: 'string',
  Decimal: 'string',
  JSON: 'unknown',
  URL: 'string',
} as const;
