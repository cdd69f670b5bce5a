import { experimentalExecuteIncrementally, parse, type ExecutionResult, type GraphQLError } from 'graphql';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { PERMISSIONS } from '../../src/auth/access.ts';
import { OPEN, callerOf, type Caller } from '../../src/auth/caller.ts';
import { accessOf } from '../../src/auth/claims.ts';
import { loadSettings } from '../../src/config/index.ts';
import { Context } from '../../src/context.ts';
import { openProviders } from '../../src/datasources/index.ts';
import { Documents } from '../../src/execution/documents.ts';
import { toGraphQLError } from '../../src/execution/error-masking.ts';
import { run } from '../../src/execution/run.ts';
import { schema } from '../../src/schema/index.ts';
import { createSharedServices } from '../../src/shared.ts';
import { closeStreams } from '../../src/subscriptions/index.ts';
import { createTelemetry } from '../../src/telemetry/index.ts';
import type { Answered, Variables } from './compared.ts';

/** One way to execute operations of the real schema on the sandbox, as any caller. */
export interface World extends AsyncDisposable {
  execute(query: string, variables: Variables, caller: Caller): Promise<Answered>;
  /** Errors that nobody expected: bugs. */
  readonly unexpected: readonly unknown[];
}

type Way = 'compiled' | 'graphql-js';

/**
 * Compiled plans with everything that operations share (prefetched, batched, joined and cached reads), or graphql-js
 * with nothing of that.
 */
export async function openWorld(sandbox: Sandbox, way: Way): Promise<World> {
  const isCompiled = way === 'compiled';
  const settings = loadSettings({});
  const optimizations = { prefetch: isCompiled, batching: isCompiled, sharing: isCompiled };
  const config = {
    ...settings,
    ...optimizations,
    ...sandbox.settings,
    sandboxed: new Set(['fondo', 'payex', 'aarthik'] as const),
    auth: 'none' as const,
    referenceMs: isCompiled ? 60_000 : 0,
  };
  const telemetry = await createTelemetry({ ...settings.telemetry, logLevel: 'silent' }, schema);
  const providers = openProviders(config, telemetry.observeUpstream);
  const shared = createSharedServices(config, providers, telemetry.audit);
  shared.links.listensOn('http://gateway.example');
  const documents = new Documents(schema, []);
  const unexpected: unknown[] = [];
  const report = (error: unknown): void => void unexpected.push(error);

  async function settle(query: string, variables: Variables, context: Context): Promise<Partial<ExecutionResult>> {
    if (!isCompiled) {
      const document = parse(query);
      const result = await experimentalExecuteIncrementally({
        schema,
        document,
        variableValues: variables,
        contextValue: context,
      });
      return result as ExecutionResult;
    }
    const ready = documents.ready(query, undefined, variables);
    if (!ready) throw new Error(`Not planned: ${query}`);
    return (await run(ready, context)) as ExecutionResult;
  }

  return {
    unexpected,
    async execute(query, variables, caller) {
      const signal = new AbortController().signal;
      const context = new Context(shared, { signal, correlationId: 'the-same' }, caller);
      const { data, errors = [] } = await settle(query, variables, context);
      const told = (error: GraphQLError): string => {
        const { path, message, extensions } = toGraphQLError(error, report, 'the-same');
        return JSON.stringify({ path, message, code: extensions['code'] });
      };
      return { data: JSON.parse(JSON.stringify(data ?? null)), errors: errors.map(told).sort() };
    },
    async [Symbol.asyncDispose]() {
      closeStreams(shared.streams);
      await providers.close();
      await telemetry.close();
    },
  };
}

const caller = (name: string, claims: Record<string, unknown>): Caller =>
  callerOf(accessOf(name, claims, { permissionsClaim: 'permissions', permissionMap: new Map(), prefix: '' }));
const reading = ['investing:read', 'onboarding:read', 'loans:read'];

/** Callers of different rights, from everything to nothing. `owner`: a personnummer that owns some accounts. */
export const callersOf = (owner: string): ReadonlyMap<string, Caller> =>
  new Map([
    ['open', OPEN],
    ['everything', caller('everything', { permissions: PERMISSIONS, ...EVERY_SCOPE })],
    ['everything, masked', caller('masked', { permissions: reading, ...EVERY_SCOPE })],
    ['one account', caller('account', { permissions: reading, fondo_accounts: `${DEMO_CLIENT}:${DEMO_ACCOUNT}` })],
    [
      'an investor',
      caller('investor', { permissions: [...reading, 'pii:read'], fondo_owners: `${DEMO_CLIENT}:${owner}` }),
    ],
    ['no permission', caller('none', { permissions: [], ...EVERY_SCOPE })],
    ['no scope', caller('nothing', { permissions: PERMISSIONS })],
  ]);

const EVERY_SCOPE = {
  fondo_clients: '*',
  fondo_accounts: '*',
  fondo_owners: '*',
  payex_applications: '*',
  aarthik_borrowers: '*',
};
