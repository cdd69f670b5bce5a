import { randomInt, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { DEMO_CLIENT, type FondoSandbox } from '../../fondo/index.ts';
import { isin as withCheckDigit } from '../../fondo/ids.ts';
import { CUSTODIANS } from '../../fondo/seed/reference-data.ts';
import type { Instrument } from '../../fondo/types.ts';
import type { Issue } from '../errors.ts';
import type { Seed } from '../model/seed.ts';
import { toGlobalId } from '../objects.ts';
import { openAccount } from './account.ts';
import { bareId, isInstrument, type Known, type Plan } from './plan.ts';

type Rows<K extends keyof z.output<typeof Seed>> = NonNullable<z.output<typeof Seed>[K]>;

export function planInstruments({ state }: FondoSandbox, rows: Rows<'instruments'>, known: Known): Plan {
  const instruments = rows.map(toInstrument);
  const issues = rows.flatMap(({ isin }, index): Issue[] => {
    const { id } = instruments[index] as Instrument;
    const path = `instruments[${index}].isin`;
    const isTaken = state.instruments.get(id) !== undefined || known.instruments.has(id);
    known.instruments.add(id);
    if (withCheckDigit(isin.slice(0, 2), isin.slice(2, 11)) !== isin)
      return [{ path, message: 'the check digit is wrong' }];
    if (isTaken) return [{ path, message: `${id} is there already` }];
    return [];
  });
  return {
    issues,
    apply: () =>
      instruments.map((instrument) => {
        state.instruments.put({ ...instrument, priceDate: state.clock.iso() });
        for (const { id } of state.clients.rows) state.books(id).universe.add(instrument.id);
        return toGlobalId('Instrument', [instrument.id]);
      }),
  };
}

function toInstrument({ isin, name, currency = 'SEK', price, ...flags }: Rows<'instruments'>[number]): Instrument {
  const { buyable: isBuyable = true, sellable: isSellable = true, complex: isComplex = false } = flags;
  return {
    id: `${isin}${currency}`,
    isincode: isin,
    name,
    currency,
    closePrice: price,
    decimalsUnits: 4,
    minInvestmentAmountSEK: 100,
    minInitialAmountSek: 100,
    minSubsequentAmountSek: 100,
    isComplex,
    isBuyable,
    isSellable,
    isTradable: isBuyable || isSellable,
    kiid: [],
    cost: { ongoing: 0, transaction: 0, entry: 0, exit: 0 },
    rebate: 0,
  };
}

export function planClients({ state }: FondoSandbox, rows: Rows<'clients'>, known: Known): Plan {
  const ids = rows.map(({ id = randomUUID() }) => id);
  const issues = ids.flatMap((id, index): Issue[] => {
    if (state.hasClient(id) || known.clients.has(id)) return [{ path: `clients[${index}].id`, message: 'is taken' }];
    known.clients.add(id);
    return [];
  });
  return {
    issues,
    apply: () =>
      rows.map(({ name, displayName = name, services = ['executionOnly'] }, index) => {
        const serviceTypes = services.map((accountServiceType) => ({
          accountServiceType,
          code: String(randomInt(100_000, 1_000_000)),
        }));
        const client = {
          ...state.track(ids[index] as string),
          name,
          displayName,
          serviceTypes,
          bankAccounts: [],
          country: 'SE',
          crn: '5590000000',
        };
        state.addClient(client, CUSTODIANS, new Set(state.instruments.rows.map(({ id }) => id)));
        return toGlobalId('Client', [client.id]);
      }),
  };
}

export function planAccounts({ state }: FondoSandbox, rows: Rows<'accounts'>, known: Known): Plan {
  const planned = rows.map((row) => ({
    row,
    id: row.id ?? randomUUID(),
    client: row.client === undefined ? DEMO_CLIENT : bareId(row.client, 'Client'),
  }));
  const issues = planned.flatMap(({ row, id, client }, index): Issue[] => {
    const path = `accounts[${index}]`;
    const isTaken =
      known.accounts.has(id) || state.clients.rows.some((one) => state.books(one.id).tables.account.get(id));
    known.accounts.set(id, client);
    return [
      ...(isTaken ? [{ path: `${path}.id`, message: 'is taken' }] : []),
      ...(state.hasClient(client) || known.clients.has(client)
        ? []
        : [{ path: `${path}.client`, message: 'there is no such client' }]),
      ...(row.positions ?? []).flatMap(({ instrument }, at) =>
        isInstrument(state, known, bareId(instrument, 'Instrument'))
          ? []
          : [{ path: `${path}.positions[${at}].instrument`, message: 'there is no such instrument' }],
      ),
    ];
  });
  return {
    issues,
    apply: () =>
      planned.map(({ row, id, client }) => {
        openAccount(state, state.books(client), id, row);
        return toGlobalId('Account', [client, id]);
      }),
  };
}
