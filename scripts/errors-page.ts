import { GraphQLEnumType, type GraphQLSchema } from 'graphql';
import { FAULTS, MOMENTS, OPERATIONS, PROBLEMS, RIGHTS, STREAMS, type Advice } from './error-codes.ts';
import { REASONS } from './refusal-reasons.ts';

const SECTIONS: readonly (readonly [title: string, about: string, codes: Record<string, Advice>])[] = [
  [
    'Problems of a mutation',
    'Members of the result of a mutation (`__typename`), and not in `errors`. A query or subscription has them in `errors`, `INVALID_INPUT` as `BAD_USER_INPUT` with its `fields`.',
    PROBLEMS,
  ],
  [
    'Providers that fail',
    'The field is null and the rest of the answer is there. `extensions` has `provider`, `retryable` and `retryAfterMs`. Only reads are to be repeated by a program; a mutation says by its result what became of it.',
    FAULTS,
  ],
  ['Credentials and rights', 'See [security](security.md).', RIGHTS],
  [
    'Operations that are not served',
    'Nothing was executed, but for `TOO_MANY_ERRORS` and `SCAN_BUDGET_EXCEEDED`.',
    OPERATIONS,
  ],
  ['A gateway that cannot serve now', 'Over HTTP with `Retry-After` where it is known how long.', MOMENTS],
  [
    'Streams',
    'The close codes of a WebSocket: [realtime](realtime.md#what-ends-a-connection-and-what-to-do).',
    STREAMS,
  ],
];

const HEAD =
  '| Code | Meaning | Who acts | What to do | Again | What to show a person |\n| --- | --- | --- | --- | --- | --- |';

const row = (code: string, { meaning, who, act, retry, show }: Advice): string =>
  `| \`${code}\` | ${meaning} | ${who} | ${act} | ${retry} | ${show} |`;

function reasons(schema: GraphQLSchema): string {
  const type = schema.getType('RefusalReason');
  if (!(type instanceof GraphQLEnumType)) throw new Error('The schema has no RefusalReason');
  const rows = type.getValues().map(({ name, description }) => {
    const { who, show } = REASONS[name] ?? { who: '', show: '' };
    return `| \`${name}\` | ${description?.replaceAll('\n', ' ') ?? ''} | ${who} | ${show} |`;
  });
  return `| Reason | Meaning | Who acts | What to show a person |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

/** `docs/errors.md`: every code and reason, who acts on it, and what a person may be shown. */
export function errorsPage(schema: GraphQLSchema): string {
  const sections = SECTIONS.map(
    ([title, about, codes]) =>
      `## ${title}\n\n${about}\n\n${HEAD}\n${Object.entries(codes)
        .map(([code, advice]) => row(code, advice))
        .join('\n')}`,
  );
  return `# Errors

<!-- Printed from scripts/error-codes.ts by npm run errors. -->

Decide by \`extensions.code\` of an entry in \`errors\`, by \`__typename\` of the result of a mutation, and by the \`reason\` of
\`Refused\`. The \`message\` is English, for developers, and never contains a value that was sent. Show people words of your
own; the last column has some to begin with. An empty one means: show nothing, or your usual "something went wrong".
A code that you do not know is to be handled like \`INTERNAL_SERVER_ERROR\`.

${sections.join('\n\n')}

## Reasons of a refusal

${reasons(schema)}

What PayEx calls these problems: [problems of PayEx](payex-problems.md). Statuses of the providers and what they become:
[statuses](statuses.md).
`;
}
