import { PROVIDERS, type Bench, type ProviderName } from './bench.ts';
import { aarthikHandlers } from './acts/aarthik.ts';
import { fondoHandlers } from './acts/fondo.ts';
import { payexHandlers } from './acts/payex.ts';
import { webhookHandlers } from './acts/webhooks.ts';
import { ControlError, notPossible } from './errors.ts';
import { isShortOfMemory } from './memory.ts';
import { msOf } from './model/common.ts';
import type { Handlers } from './operations.ts';
import { reset } from './reset.ts';
import { plant } from './seeds/index.ts';
import { testData } from './test-data.ts';
import { stateOf } from './views/state.ts';
import type { Defaults, Worlds } from './worlds.ts';

const MAX_CALLS = 1_000;

/**
 * What each operation does.
 * @param worlds undefined: none can be started here
 */
export function createHandlers(bench: Bench, defaults: Defaults, worlds: Worlds | undefined): Handlers {
  const state = () => stateOf(bench, worlds?.list ?? []);
  const others = (): Worlds => worlds ?? notPossible('A world starts no worlds: ask the gateway that started it.');
  return {
    ...fondoHandlers(bench),
    ...payexHandlers(bench),
    ...aarthikHandlers(bench),
    ...webhookHandlers(bench),
    getState: state,
    getTestData: testData,
    async reset({ body }) {
      await reset(bench, defaults, body);
      return state();
    },
    seed({ body }) {
      if (isShortOfMemory()) notPossible('The process is short of memory: reset it first.');
      return plant(bench, body);
    },
    getClock: () => bench.clock.state,
    setClock({ body: { advance, ...setting } }) {
      bench.clock.set(setting);
      if (advance !== undefined) bench.clock.advance(msOf(advance));
      return bench.clock.state;
    },
    addFault: ({ body }) => bench.faults.add(body),
    removeFault: ({ id }) => bench.faults.remove(id),
    removeFaults: () => bench.faults.clear(),
    getCalls: ({ query }) => ({ calls: callsOf(bench, query).slice(-MAX_CALLS) }),
    forgetCalls: () => names(bench).forEach((name) => bench.server(name).forget()),
    startWorld: ({ body }) => others().start(body),
    getWorlds: () => ({ worlds: worlds?.list ?? [], max: worlds?.max ?? 0 }),
    getWorld: ({ id }) => worlds?.get(id) ?? unknownWorld(),
    endWorld: async ({ id }) => ((await worlds?.end(id)) ? undefined : unknownWorld()),
  };
}

const unknownWorld = (): never => {
  throw new ControlError('UNKNOWN_OBJECT', 'There is no world with this id: it may have ended by itself.');
};

const names = ({ providers }: Bench): ProviderName[] =>
  (Object.keys(PROVIDERS) as ProviderName[]).filter((name) => providers[PROVIDERS[name]]);

function callsOf(bench: Bench, query: URLSearchParams) {
  const [provider, operation] = [query.get('provider'), query.get('operation')];
  return names(bench)
    .filter((name) => provider === null || name === provider)
    .flatMap((name) =>
      bench.server(name).calls.map(({ operationId, method, path, done = null, at }) => ({
        provider: name,
        operation: operationId,
        method,
        path,
        status: done,
        at,
      })),
    )
    .filter((call) => operation === null || call.operation === operation)
    .sort((a, b) => a.at - b.at)
    .map(({ at: _, ...call }) => call);
}
