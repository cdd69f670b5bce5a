import type { Custodian as CustodianShape } from '../../datasources/fondo/types.ts';
import { ofClient } from '../kit/prefetch.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { Client } from './client.ts';

export const Custodian = builder
  .objectRef<Partial<CustodianShape> & Pick<CustodianShape, 'id'>>('Custodian')
  .implement({
    description: 'A bank or broker from which holdings can be moved.',
    fields: (t) => ({
      id: t.exposeID('id', { nullable: false, description: 'Id for the transfers of a journey; not a global id.' }),
      name: t.exposeString('name', { description: 'Name to show.' }),
    }),
  });

builder.objectField(Client, 'custodians', (t) =>
  t.field({
    type: [Custodian],
    nullable: { list: true, items: false },
    description: 'The custodians from which holdings can be moved to accounts of this client. A short list, not paged.',
    extensions: { ...ofClient(({ fondo }, client) => fondo.clients.custodians(client)), ...listSize(20) },
    resolve: ({ id }, _args, { fondo }) => fondo.clients.custodians(id),
  }),
);
