import type { z } from 'zod';
import { PROVIDERS, type Bench, type ProviderName } from '../bench.ts';
import { MAX_LISTED } from '../model/common.ts';
import type { State, World } from '../model/state.ts';
import { toGlobalId } from '../objects.ts';
import { fondoLists } from './fondo.ts';
import { applicationView, loanJourneyView } from './others.ts';

const NONE = { shown: [], total: 0 };

/** Everything that is there, as JSON. */
export function stateOf(bench: Bench, worlds: z.output<typeof World>[]): z.output<typeof State> {
  const { fondo, payex, aarthik } = bench.providers;
  const clients = fondo?.state.clients.rows ?? [];
  const lists = {
    ...(fondo
      ? fondoLists(fondo.state, MAX_LISTED)
      : { accounts: NONE, orders: NONE, journeys: NONE, payments: NONE, withdrawals: NONE, swishDeposits: NONE }),
    applications: newestOf([...(payex?.state.onboardings.values() ?? [])], (one) =>
      applicationView(one, payex?.url ?? ''),
    ),
    loanJourneys: newestOf(aarthik?.journeys.all ?? [], loanJourneyView),
    clients: newestOf(clients, ({ id, name }) => ({
      id: toGlobalId('Client', [id]),
      name,
      sockets: fondo?.sockets(id) ?? 0,
    })),
  };
  const pick = <K extends 'shown' | 'total'>(which: K) =>
    Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list[which]])) as {
      [L in keyof typeof lists]: (typeof lists)[L][K];
    };
  return {
    clock: bench.clock.state,
    providers: {
      FONDO: providerView(bench, 'FONDO'),
      PAYEX: providerView(bench, 'PAYEX'),
      AARTHIK: providerView(bench, 'AARTHIK'),
    },
    faults: bench.faults.list,
    ...pick('shown'),
    total: pick('total'),
    worlds,
  };
}

const newestOf = <R, S>(rows: readonly R[], view: (row: R) => S) => ({
  shown: rows.slice(-MAX_LISTED).reverse().map(view),
  total: rows.length,
});

function providerView({ providers }: Bench, name: ProviderName): { up: boolean; calls: number } | null {
  const server = providers[PROVIDERS[name]];
  return server ? { up: !server.isDown(), calls: server.calls.length } : null;
}
