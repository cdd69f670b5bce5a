import type { Client as ClientShape } from '../../datasources/fondo/types.ts';
import { named } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { connectionOf, connectionType } from '../kit/connection.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { filtersOf, listArgs } from './lists/list-args.ts';

export const Client = builder.objectRef<ClientShape>('Client');

export const ClientSnapshot = entity(Client, {
  description:
    'A client of the fund-investing partner: the legal entity that holds the power of attorney, and under which accounts live. Not the end investor.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'Client',
        ({ id }) => [id],
        ([id], { fondo }) => fondo.clients.byId(id),
      ),
    ),
  }),
  state: (t) => ({
    name: t.exposeString('name', { description: 'Legal name.' }),
    displayName: t.exposeString('displayName', { description: 'Name that end investors see in journeys.' }),
    registrationNumber: t.exposeString('crn', { description: 'Company registration number.' }),
    country: t.expose('country', { type: 'CountryCode', description: 'Country of registration.' }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When Fondo created it.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});

const ClientConnection = connectionType(Client);

builder.queryFields((t) => ({
  client: t.field({
    type: Client,
    description: 'One client of Fondo; null if it does not exist or the caller may not access it.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or the bare UUID that Fondo gave the client.' }) },
    extensions: named(['Client']),
    resolve: (_root, { id }, { fondo }) => fondo.clients.byId(segmentsOf(id, 'Client')[0]),
  }),
  clients: t.field({
    type: ClientConnection,
    description: 'All clients of the partner.',
    args: listArgs(t.arg),
    resolve: (_root, args, { fondo }) =>
      connectionOf(args, { page: (at) => fondo.clients.all.page(at), ...filtersOf<ClientShape>(args) }),
  }),
}));
