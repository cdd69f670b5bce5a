import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import type { Context } from '../../context.ts';
import type { Decimal } from '../../datasources/kit/decode.ts';

interface SchemaTypes {
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    Date: { Input: string; Output: string };
    Decimal: { Input: string; Output: Decimal };
    URL: { Input: string; Output: string };
    Currency: { Input: string; Output: string };
    CountryCode: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Every type of the schema is declared with this builder; `schema/index.ts` imports them all. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin],
  errors: {
    directResult: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${capitalised(fieldName)}Result`,
      description: 'The result, or one of the problems that the caller can handle.',
    },
  },
});

/** The schema types, as the helper types of Pothos take them. */
export type Types = typeof builder.$inferSchemaTypes;

builder.queryType({
  description:
    'Reads. Everything that belongs to a client of Fondo (accounts, orders, transactions …) is below `client`.',
});
builder.mutationType({
  description:
    'Writes. Each takes a single `input` argument and returns a union of its result and the problems that the caller can handle.',
});
builder.subscriptionType({
  description: 'Event streams, over WebSocket (graphql-transport-ws) or server-sent events (graphql-sse).',
});
