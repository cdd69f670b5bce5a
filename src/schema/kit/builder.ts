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

/** Every type of the schema is made with this builder; `schema/index.ts` imports them all. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin],
  errors: {
    directResult: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${capitalised(fieldName)}Result`,
      description: 'The success, or one of the problems that the caller can act on.',
    },
  },
});

/** The types of the schema, as Pothos' own helpers want them. */
export type Types = typeof builder.$inferSchemaTypes;

builder.queryType({ description: 'Reads. What belongs to a client of Fondo hangs below `client`.' });
builder.mutationType({ description: 'Acts. Each takes a single `input` and answers its success or a `Problem`.' });
builder.subscriptionType({ description: 'Streams, over graphql-transport-ws and server-sent events alike.' });
