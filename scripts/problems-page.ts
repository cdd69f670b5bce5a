import { PROBLEMS } from '../src/datasources/payex/problems.ts';

const SEEN = {
  'not found': ['`NotFound`, or null where a query may find nothing', ''],
  'invalid input': ['`InvalidInput`, with the paths of your own input', ''],
  lapsed: ['`Refused`', '`APPLICATION_LAPSED`'],
  fault: ['error `PROVIDER_UNAVAILABLE`; of a mutation whose effect is not found `OutcomeUnknown`', ''],
} as const;

/** `409 validation` -> the code, and when the row holds. */
function codeAndCase(key: string): readonly [code: string, when: string] {
  const [, first = '', rest = ''] = /^(\S+) (\S+)$/.exec(key) ?? [];
  if (!rest) return [key, 'otherwise'];
  return [rest, /^\d+$/.test(first) ? `with status ${first}` : `about an ${first}`];
}

/** `docs/payex-problems.md`: what becomes of every problem of PayEx. */
export function problemsPage(): string {
  const keys = Object.keys(PROBLEMS);
  const rows = keys.map((key) => {
    const [code, when] = codeAndCase(key);
    const meaning = PROBLEMS[key];
    if (meaning === undefined) throw new Error(`No meaning of ${key}`);
    const [seen, reason] = typeof meaning === 'object' ? ['`Refused`', `\`${meaning.reason}\``] : SEEN[meaning];
    const message = typeof meaning === 'object' ? meaning.message : '';
    const alone = !keys.some((other) => other !== key && codeAndCase(other)[0] === code);
    return `| \`${code}\` | ${alone ? '' : when} | ${seen} | ${reason} | ${message} |`;
  });
  return `# Problems of PayEx

<!-- Printed from src/datasources/payex/problems.ts by node scripts/print-problems.ts. -->

PayEx names a problem by the last segment of its \`type\`. The gateway judges by that and the status, keeps \`instance\` as
\`correlationId\` (quote it to PayEx), and passes on none of PayEx's texts, since they may echo what was sent. In a query
a refusal is an error whose \`extensions\` hold \`code: "REFUSED"\` and the \`reason\`. A code that is not listed here is
\`Refused\` with the reason \`UNKNOWN\`. A token that PayEx refuses is the error \`PROVIDER_REJECTED_GATEWAY\`.

| Problem | When | What you get | Reason | Message |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
