import { listOf } from '../../datasources/kit/decode.ts';
import type { Client as ClientShape } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { ServiceType } from './account.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { Client } from './client.ts';

const ClientService = builder.objectRef<ClientShape['serviceTypes'][number]>('ClientService').implement({
  description: 'A service that a client offers.',
  fields: (t) => ({
    type: t.field({
      type: ServiceType,
      nullable: false,
      description: 'Which one.',
      resolve: ({ accountServiceType }) => ServiceType.read(accountServiceType),
    }),
    activationCode: t.exposeString('code', { description: 'Six digits, issued by Fondo.' }),
  }),
});

const FeeAccount = builder.objectRef<NonNullable<ClientShape['bankAccounts']>[number]>('FeeAccount').implement({
  description: 'Where one kind of fee is paid to.',
  fields: (t) => ({
    feeType: t.exposeString('feeType', { description: 'Kind of fee, as Fondo names it.' }),
    iban: t.exposeString('iban', { description: 'IBAN of the client, ISO 13616.', extensions: personal('bankNumber') }),
  }),
});

builder.objectFields(Client, (t) => ({
  services: t.field({
    type: [ClientService],
    extensions: listSize(3),
    nullable: { list: false, items: false },
    description: 'The services that it offers.',
    resolve: ({ serviceTypes }) => listOf(serviceTypes),
  }),
  feeAccounts: t.field({
    type: [FeeAccount],
    extensions: listSize(2),
    nullable: { list: false, items: false },
    description: 'Where its fees are paid to.',
    resolve: ({ bankAccounts }) => listOf(bankAccounts),
  }),
}));
