import { randomInt, randomUUID } from 'node:crypto';
import type { Handler } from '../kit/provider.ts';
import { empty, list, ok, refuse } from './responses.ts';
import { CUSTODIANS } from './seed/reference-data.ts';
import type { FondoState } from './state.ts';
import type { Client, Schemas } from './types.ts';

type ServiceTypes = Client['serviceTypes'];

export const clientHandlers = (state: FondoState): Record<string, Handler> => ({
  getClients: (request) => list(state.clients, request, state.variants),
  getClientById: ({ params }) => ok(state.books(params['client_id']).client),
  createClient({ body }) {
    const { id = randomUUID(), ...members } = body as Schemas['ClientCreateRequest'];
    if (state.hasClient(id)) refuse(`The id ${id} is taken`);
    checkFeeTypes(members.bankAccounts);
    const client = { ...state.track(id), ...members, serviceTypes: activated(members.serviceTypes, []) };
    state.addClient(client, CUSTODIANS, new Set(state.instruments.rows.map((instrument) => instrument.id)));
    return state.variants.createAnswer === 'body' ? ok(client) : empty;
  },
  updateClient({ params, body }) {
    const books = state.books(params['client_id']);
    const { name, displayName, bankAccounts, serviceTypes, country, crn } = body as Schemas['ClientUpdateRequest'];
    checkFeeTypes(bankAccounts);
    const known = books.client.serviceTypes;
    const patch = { name, displayName, bankAccounts, country, crn };
    const sent = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    return ok(
      state.changeClient(books, { ...sent, ...(serviceTypes && { serviceTypes: activated(serviceTypes, known) }) }),
    );
  },
  getCustodians: ({ params }) => ok(state.books(params['client_id']).custodians),
});

/** Service types with six-digit activation codes, as assigned by the provider. */
const activated = (wanted: ServiceTypes, known: ServiceTypes): ServiceTypes =>
  wanted.map(({ accountServiceType }) => {
    const { code } = known.find((other) => other.accountServiceType === accountServiceType) ?? {};
    return { accountServiceType, code: code ?? String(randomInt(100_000, 1_000_000)) };
  });

function checkFeeTypes(bankAccounts: Client['bankAccounts'] = []): void {
  const types = bankAccounts.map(({ feeType }) => feeType);
  if (new Set(types).size < types.length) refuse('bankAccounts names a fee type twice');
}
