import { OperationTypeNode, print, validate, NoDeprecatedCustomRule, type GraphQLSchema } from 'graphql';
import { startSandbox } from '../../sandbox/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startGateway } from '../../src/gateway.ts';
import { costOf } from '../../src/limits/cost.ts';
import { checkDocument } from '../../src/limits/document.ts';
import type { Operation } from './operations.ts';
import { sampleVariables } from './variables.ts';

/** What is allowed; undefined: whatever the gateway allows by default. */
export interface Bounds {
  readonly cost?: number | undefined;
  readonly calls?: number | undefined;
  readonly rounds?: number | undefined;
}

/** What one operation costs. Calls and rounds only of what can be tried without an effect: queries. */
export interface Measured {
  readonly operation: Operation;
  readonly cost: number;
  /** Upstream calls on an empty cache, and the round trips that they take one after the other. */
  readonly calls?: number;
  readonly rounds?: number;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

interface Answer {
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly upstream?: { readonly calls: number; readonly rounds: number } };
}

/** Holds operations to the schema and the limits of the gateway, and runs the queries over the sandbox. */
export async function measure(
  schema: GraphQLSchema,
  operations: readonly Operation[],
  bounds: Bounds,
  variables: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<Measured[]> {
  const settings = loadSettings({ LOG_LEVEL: 'fatal', CACHE_REFERENCE_MS: '0' });
  await using sandbox = await startSandbox({ speed: 0 });
  await using gateway = await startGateway({
    ...settings,
    ...sandbox.settings,
    host: '127.0.0.1',
    port: 0,
    graphiql: true,
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
  });
  const measured: Measured[] = [];
  for (const operation of operations) {
    const { document, name, kind } = operation;
    const broken = brokenRules(schema, operation, settings.limits);
    if (broken.length > 0) {
      measured.push({ operation, cost: 0, problems: broken, warnings: [] });
      continue;
    }
    const given = sampleVariables(schema, document, variables[name]);
    const { cost } = costOf(schema, document, name, given);
    const plan = kind === OperationTypeNode.QUERY ? await planOf(gateway.url, print(document), given) : undefined;
    measured.push({
      operation,
      cost,
      ...(plan && { calls: plan.calls, rounds: plan.rounds }),
      problems: [
        ...(cost === 0 ? ['the variables are not valid: give them with --variables'] : []),
        ...over('cost', cost, bounds.cost ?? settings.limits.maxCost),
        ...over('calls', plan?.calls, bounds.calls),
        ...over('rounds', plan?.rounds, bounds.rounds),
      ],
      warnings: [
        ...validate(schema, document, [NoDeprecatedCustomRule]).map(({ message }) => message),
        ...(plan?.codes ?? []).map((code) => `the sandbox answers with ${code}: calls and rounds may be too few`),
      ],
    });
  }
  return measured;
}

function brokenRules(
  schema: GraphQLSchema,
  { document }: Operation,
  limits: Parameters<typeof checkDocument>[1],
): readonly string[] {
  try {
    checkDocument(print(document), limits);
  } catch (error) {
    return [(error as Error).message];
  }
  return validate(schema, document).map(({ message }) => message);
}

const over = (what: string, figure: number | undefined, limit: number | undefined): string[] =>
  figure !== undefined && limit !== undefined && figure > limit
    ? [`${what} ${figure}, at most ${limit} are allowed`]
    : [];

interface Plan {
  readonly calls: number;
  readonly rounds: number;
  /** Of the errors in the answer. */
  readonly codes: readonly string[];
}

async function planOf(url: string, query: string, variables: object): Promise<Plan | undefined> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, extensions: { plan: true } }),
  });
  const { errors = [], extensions } = (await response.json()) as Answer;
  const codes = [...new Set(errors.map((error) => error.extensions?.code ?? 'an error'))];
  return extensions?.upstream && { ...extensions.upstream, codes };
}
