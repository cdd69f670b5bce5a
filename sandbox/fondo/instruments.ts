import type { Handler } from '../kit/provider.ts';
import { list, ok } from './responses.ts';
import type { FondoState } from './state.ts';

export const instrumentHandlers = (state: FondoState): Record<string, Handler> => ({
  getInstruments: (request) => list(state.instruments, request, state.variants),
  getClientInstrumentUniverse(request) {
    const { universe } = state.books(request.params['client_id']);
    return list(state.instruments, request, state.variants, ({ id }) => universe.has(id));
  },
  getIstrumentById: ({ params }) => ok(state.instrument(params['instrument_id'])),
});
