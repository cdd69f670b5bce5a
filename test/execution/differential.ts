import { startSandbox } from '../../sandbox/index.ts';
import type { Account } from '../../sandbox/fondo/types.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { Documents } from '../../src/execution/documents.ts';
import { schema } from '../../src/schema/index.ts';
import { SAMPLES } from '../auth/samples.ts';
import { difference, differenceOfEither, planned, reference, type Variables } from './compared.ts';
import { minimise } from './minimise.ts';
import { randomOf } from './random.ts';
import { randomOperation } from './random-operations.ts';
import { troubled } from './troubled.ts';
import { callersOf, openWorld } from './worlds.ts';

/** An operation that compiled plans and graphql-js answer differently, made as small as it could be. */
export interface Difference {
  readonly seed: number;
  readonly caller?: string;
  readonly query: string;
  readonly variables: Variables;
  readonly found: string;
}

/** Names of arguments that lead nowhere by their name alone. */
const samples = {
  ...SAMPLES,
  DateTime: '2020-01-01T00:00:00.000Z',
  Currency: 'SEK',
  first: 3,
  owner: undefined,
  after: undefined,
};

/** Random queries and mutations on schemas whose resolvers answer anything: values, nulls, errors, promises of them. */
export async function compareOnTroubled(count: number, seed: number): Promise<Difference[]> {
  const differences: Difference[] = [];
  const troubles = [0, 0.05, 0.15, 0.3].map((trouble, at) => {
    const on = troubled(seed + at, trouble);
    return { on, documents: new Documents(on, []) };
  });
  for (let at = 0; at < count; at += 1) {
    const random = randomOf(seed + at);
    const { on, documents } = troubles[at % troubles.length] as (typeof troubles)[number];
    const operation = random() < 0.8 ? 'query' : 'mutation';
    const { query, variables } = randomOperation({ schema: on, random, samples, operation });
    const differs = async (text: string): Promise<string | undefined> =>
      differenceOfEither(await planned(documents, text, variables), await reference(on, text, variables));
    if (!(await differs(query))) continue;
    const smallest = await minimise(on, query, async (text) => Boolean(await differs(text)));
    differences.push({ seed: seed + at, query: smallest, variables, found: (await differs(smallest)) ?? '' });
  }
  return differences;
}

/** What is drawn anew for each answer, or measured. */
const UNSTEADY = new Set(['AgreementDocument.url', 'Agreement.documentUrl', 'Query.providers', 'Query.loanWebhook']);

export interface Compared {
  readonly differences: readonly Difference[];
  /** Operations whose answer showed something to a caller, over all callers. */
  readonly answered: number;
  /** Operations that were answered differently to callers of different rights. */
  readonly distinguished: number;
  readonly unexpected: readonly unknown[];
}

/**
 * Random queries on the sandbox: several at a time for callers of different rights on one gateway that compiles,
 * prefetches, batches and shares; and each alone on graphql-js with none of that. Whatever leaked from one caller to
 * another would differ.
 */
export async function compareOnSandbox(count: number, seed: number): Promise<Compared> {
  await using sandbox = await startSandbox({ speed: 0 });
  const books = sandbox.fondo.state.books(DEMO_CLIENT);
  const { owner } = books.tables.account.get(DEMO_ACCOUNT) as Account;
  const callers = callersOf(owner?.ssn ?? '');
  await using compiled = await openWorld(sandbox, 'compiled');
  await using alone = await openWorld(sandbox, 'graphql-js');
  const differences: Difference[] = [];
  let [answered, distinguished] = [0, 0];

  /** In what the answers to the callers differ, by name of the caller. */
  const differs = async (query: string, variables: Variables) => {
    const ours = await Promise.all(
      [...callers].map(async ([name, caller]) => ({
        name,
        caller,
        mine: await compiled.execute(query, variables, caller),
      })),
    );
    const found: { caller: string; found: string; shown: string }[] = [];
    for (const { name, caller, mine } of ours) {
      const theirs = await alone.execute(query, variables, caller);
      found.push({ caller: name, found: difference(mine, theirs) ?? '', shown: JSON.stringify(theirs.data) });
    }
    return found;
  };

  for (let at = 0; at < count; at += 1) {
    const { query, variables } = randomOperation({ schema, random: randomOf(seed + at), samples, without: UNSTEADY });
    const found = await differs(query, variables);
    if (found.some(({ shown }) => /"[^"_]+":(?!null|\[\]|\{)/.test(shown))) answered += 1;
    if (new Set(found.map(({ shown }) => shown)).size > 1) distinguished += 1;
    const different = found.find((one) => one.found !== '');
    if (!different) continue;
    const { caller } = different;
    const still = async (text: string) => (await differs(text, variables)).find((one) => one.caller === caller)?.found;
    const smallest = await minimise(schema, query, async (text) => Boolean(await still(text)));
    differences.push({ seed: seed + at, caller, query: smallest, variables, found: (await still(smallest)) ?? '' });
  }
  return { differences, answered, distinguished, unexpected: [...compiled.unexpected, ...alone.unexpected] };
}
