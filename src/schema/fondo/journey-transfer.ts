import type { Journey } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { Custodian } from './custodian.ts';

type Transfers = Journey['journey']['transferInstructions'];
type TransferShape = NonNullable<Transfers>[number] & { readonly clientId: string };

/** The transfers of a journey, with the client whose custodians they name. */
export const transfersOf = ({ clientId }: Journey, transfers: Transfers): TransferShape[] =>
  (transfers ?? []).map((transfer) => ({ ...transfer, clientId }));

export const JourneyTransfer = builder.objectRef<TransferShape>('JourneyTransfer').implement({
  description: 'A move of holdings from another custodian.',
  fields: (t) => ({
    custodian: t.field({
      type: Custodian,
      description: 'The custodian that they leave; without a name where it is not one of `Client.custodians`.',
      resolve: async ({ clientId, custodian: id }, _args, { fondo }) => {
        if (!id) return null;
        const known = await fondo.clients.custodians(clientId);
        return known.find((one) => one.id === id) ?? { id };
      },
    }),
    accountNumber: t.exposeString('accountNumber', {
      description: 'Account at that custodian.',
      extensions: personal('bankNumber'),
    }),
  }),
});
