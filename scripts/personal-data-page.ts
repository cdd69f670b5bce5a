import type { GraphQLSchema } from 'graphql';
import { personalArguments, personalFields, type PersonalKind } from '../src/auth/personal.ts';

const LEFT: Readonly<Record<PersonalKind, string>> = {
  nationalNumber: '`19101010-****`',
  email: '`r***@…`',
  name: '`A***`',
  phone: '`****56`',
  bankNumber: '`****1234`',
  text: '`****`',
  hidden: 'null',
};

/** The page of all fields that hold personal data, in Markdown. */
export function personalDataPage(schema: GraphQLSchema): string {
  const fields = personalFields(schema).sort((a, b) => (`${a.type}.${a.field}` < `${b.type}.${b.field}` ? -1 : 1));
  const rows = fields.map(
    ({ type, field, kind, description }) => `| \`${type}.${field}\` | ${description} | ${LEFT[kind]} |`,
  );
  const filters = personalArguments(schema).map(
    ({ type, field, argument, description }) => `| \`${type}.${field}(${argument}:)\` | ${description} |`,
  );
  return `# Personal data

<!-- Printed by npm run personal-data from the marks at the fields (extensions: personal(…), src/auth/personal.ts). -->

A caller without the permission \`pii:read\` gets what the last column shows. Inputs are not masked, and nothing of them
comes back in errors. Addresses of hosted pages, QR codes and start tokens are no personal data but let whoever holds
them act: they are withheld (null, or \`FORBIDDEN\`) from callers without the permission that their descriptions name, and
are never stored or logged.

| Field | What it is | Without \`pii:read\` |
| --- | --- | --- |
${rows.join('\n')}

## Arguments

What is found by comparing with personal data tells it: these arguments are \`FORBIDDEN\` without \`pii:read\`, before
anything is read.

| Argument | What it is |
| --- | --- |
${filters.join('\n')}
`;
}
