import type { Handler } from '../kit/provider.ts';
import { ok, unknownId } from './responses.ts';
import { pdf } from './pdf.ts';
import type { FondoState } from './state.ts';

const AGREEMENTS = [
  { key: 'account', swe: 'Kontoavtal' },
  { key: 'power_of_attorney', swe: 'Fullmakt' },
];

export const agreementHandlers = (state: FondoState): Record<string, Handler> => ({
  getAccountAgreementTypes({ params }) {
    state.find(state.books(params['client_id']), 'account', params['account_id']);
    return ok(AGREEMENTS);
  },
  getAccountAgreementPdf({ params }) {
    const { ref, name } = state.find(state.books(params['client_id']), 'account', params['account_id']);
    const key = params['agreement_type_key'] ?? '';
    const { swe } = AGREEMENTS.find((agreement) => agreement.key === key) ?? unknownId('agreement type', key);
    return { status: 200, type: 'application/pdf', body: pdf([swe, `Konto ${ref}`, name, 'Fondo sandbox']) };
  },
});
