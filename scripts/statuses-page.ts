import { AARTHIK_STATUSES } from '../src/datasources/aarthik/problems.ts';
import { FONDO_STATUSES } from '../src/datasources/fondo/problems.ts';
import { ACCEPT_ENCODING } from '../src/datasources/kit/http/body.ts';
import type { Meaning, StatusTable, Use } from '../src/datasources/kit/http/statuses.ts';
import { PAYEX_STATUSES } from '../src/datasources/payex/problems.ts';

const TABLES: Readonly<Record<string, StatusTable>> = {
  Fondo: FONDO_STATUSES,
  PayEx: PAYEX_STATUSES,
  Aarthik: AARTHIK_STATUSES,
};

const USE_NAMES: Readonly<Record<Use, string>> = {
  object: 'Read of one object',
  list: 'Read of a list',
  write: 'Write',
  poll: 'Poll',
  token: 'Token request',
  document: 'Document',
  upgrade: 'Socket upgrade',
};

/** What a meaning comes to for each use; the same for all uses where it is one text. */
const OUTCOMES: Readonly<Record<Meaning, string | Readonly<Partial<Record<Use, string>>>>> = {
  success: 'success',
  absent: {
    object: 'absent: null or `NOT_FOUND`',
    list: '`NOT_FOUND`: what the list belongs to',
    write: '`NotFound`',
    poll: 'absent; of a live stream when it stays so',
    document: '404',
    upgrade: 'absent if a read of the client says so too',
  },
  problem: {
    object: '`REFUSED`, by the code in the body',
    list: '`REFUSED`, by the code in the body',
    write: '`InvalidInput` or `Refused`',
    poll: '`REFUSED`, by the code in the body',
  },
  credentials: '`PROVIDER_REJECTED_GATEWAY`',
  'rate limited': '`RATE_LIMITED`',
  passing: {
    object: 'retried, then `PROVIDER_UNAVAILABLE`',
    list: 'retried, then `PROVIDER_UNAVAILABLE`',
    write: 'looked up, else `OutcomeUnknown`',
    poll: 'polled again',
    token: 'retried, then `PROVIDER_UNAVAILABLE`',
    document: 'retried, then 502',
    upgrade: 'backs off and connects again',
  },
  'not processed': { write: '`PROVIDER_BAD_ANSWER`; nothing was done' },
  unexpected: { write: 'looked up, else `OutcomeUnknown`' },
};
/** What any fault comes to where it is not an error of an operation. */
const FAULTS: Readonly<Partial<Record<Use, string>>> = {
  poll: 'an error before the first reading, then polled again',
  document: '502',
  upgrade: 'backs off and connects again',
};
const FAULT = '`PROVIDER_BAD_ANSWER`';
const LAST = 599;
const BACKSLASH = String.fromCharCode(92);

function outcomeOf(use: Use, meaning: Meaning): string {
  const outcome = OUTCOMES[meaning];
  const isFault = !['success', 'absent', 'problem', 'passing'].includes(meaning);
  if (isFault && FAULTS[use] !== undefined) return FAULTS[use];
  return typeof outcome === 'string' ? outcome : (outcome[use] ?? FAULT);
}

/** `400, 405-407`: the numbers, runs joined. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

/** One row for all statuses that mean the same for every use. */
function rowsOf(table: StatusTable): string[] {
  const statuses = [
    ...(table.uses.includes('upgrade') ? [101] : []),
    ...Array.from({ length: LAST - 199 }, (_, at) => at + 200),
  ];
  const groups = Map.groupBy(statuses, (status) =>
    table.uses.map((use) => outcomeOf(use, table.meaningOf(use, status))).join(' | '),
  );
  return [...groups].map(([outcomes, numbers]) => `| ${ranges(numbers)} | ${outcomes} |`);
}

/** `docs/statuses.md`: what every status of every provider means for everything that the gateway does. */
export function statusesPage(): string {
  const sections = Object.entries(TABLES).map(([name, table]) => {
    const head = table.uses.map((use) => USE_NAMES[use]);
    return `## ${name}\n\n| Status | ${head.join(' | ')} |\n| --- | ${head.map(() => '---').join(' | ')} |\n${rowsOf(table).join('\n')}`;
  });
  return `# Statuses and bodies of the providers

<!-- Printed by npm run statuses from the tables that the gateway itself uses: FONDO_STATUSES, PAYEX_STATUSES and AARTHIK_STATUSES
in src/datasources/*/problems.ts, and what holds for all in src/datasources/kit/http/statuses.ts. -->

Only what a contract calls absence is absence. Names in capitals are the \`code\` of an error, the others the member of a
mutation's result union. A read that is retried has \`UPSTREAM_RETRIES\` further attempts. A write is sent once: after an
answer that leaves its outcome open it is looked up, and what cannot be found is \`OutcomeUnknown\`. Where the body of an
answer has a code of the provider, that code says more: see [the problems of PayEx](payex-problems.md).

## Bodies

- **Content codings**: \`accept-encoding: ${ACCEPT_ENCODING}\` is sent with every request, and these are decoded, one after the
  other too, up to 8 MiB of what they unfold to. Not \`zstd\`: it is experimental in Node 24, the oldest that the gateway runs
  on, and a server that has it has one of the others. A body in a coding that was not accepted counts as one that cannot
  be read.
- **Charsets**: the declared one, UTF-8 where there is none or an unknown one; a byte order mark counts more. The content
  type need not be that of JSON.
- **Texts** are well-formed Unicode: half of a surrogate pair (\`${BACKSLASH}ud800\` alone) becomes U+FFFD, in answers, events and webhooks.
- **UUIDs of Fondo** are written in lower case, whoever wrote them how: in answers, events, webhooks, the global ids that
  callers send, and the entries of \`fondo_…\` claims. Ids of PayEx and Aarthik are texts of theirs, and stay as they are.
- **A 2xx that is not what was asked for** (no JSON, no object, another object, an application or a signing without a
  status) is \`PROVIDER_BAD_ANSWER\` for a read. For a write that makes something, one without an id of the right form counts
  as a lost answer: looked up, else \`OutcomeUnknown\`. A write that is confirmed without one (a step of an application)
  is answered with what was confirmed, and null for what could not be read after it.

${sections.join('\n\n')}
`;
}
