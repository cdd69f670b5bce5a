import type { Journey as JourneyShape } from '../datasources/fondo/types.ts';
import { Account } from './account.ts';
import { builder } from './builder.ts';
import { Client } from './client.ts';
import { segmentsOf } from './global-id.ts';
import { identified, Node } from './node.ts';
import { openEnum } from './open-enum.ts';
import { expected } from './problem.ts';

const JourneyStatus = openEnum('JourneyStatus', {
  description: 'State of a journey.',
  values: {
    new: 'The end investor has not opened it yet.',
    pending: 'Under way.',
    complete: 'Done: see `result`. Final.',
    canceled: 'Given up by the end investor. Final.',
    error: 'Failed. Final.',
    expired: 'Not finished in time. Final.',
  },
});

const JourneyResult = builder.objectRef<JourneyShape>('JourneyResult').implement({
  description: 'What a complete journey has produced.',
  fields: (t) => ({
    account: t.field({
      type: Account,
      description: 'The account that was opened.',
      resolve: ({ clientId, result }, _args, { fondo }) =>
        result?.account ? fondo.accounts.of(clientId).byId(result.account) : null,
    }),
  }),
});

export const Journey = builder.objectRef<JourneyShape>('Journey');

Journey.implement({
  description:
    'A hosted flow in which an end investor identifies and signs with BankID: the only way to open an account.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      identified(
        'Journey',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.journeys.byId(client, id),
      ),
    ),
    status: t.field({
      type: JourneyStatus,
      description: 'State.',
      resolve: ({ status }) => JourneyStatus.read(status),
    }),
    statusRaw: t.exposeString('status', { description: "The provider's own word, for when `status` is `UNKNOWN`." }),
    url: t.expose('url', {
      type: 'URL',
      description: 'Send the end investor here, until `expiresAt`. Whoever holds it can act: hand it to nobody else.',
    }),
    expiresAt: t.expose('expiryDate', { type: 'DateTime', description: 'When `url` goes stale.' }),
    leftAt: t.exposeString('context', {
      description: 'The screen at which the end investor left, after an error or a cancel.',
    }),
    result: t.field({
      type: JourneyResult,
      description: 'What it produced; null until it is complete.',
      resolve: (journey) => (journey.result ? journey : null),
    }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
    client: t.field({
      type: Client,
      description: 'The client that it runs for.',
      resolve: ({ clientId }, _args, { fondo }) => fondo.clients.byId(clientId),
    }),
  }),
});

builder.objectField(Client, 'journey', (t) =>
  t.field({
    type: Journey,
    description: 'One journey of this client; null when there is none. Fondo has no list of them: keep the id.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, journey] = segmentsOf(id, 'Journey');
      return client === clientId ? fondo.journeys.byId(client, journey) : null;
    },
  }),
);

const CreateJourneyInput = builder.inputType('CreateJourneyInput', {
  description: 'A hosted flow that opens an account.',
  fields: (t) => ({
    client: t.id({ required: true, description: 'The client that it runs for.' }),
    accountName: t.string({ description: 'Name of the account; the end investor chooses one when left out.' }),
    callbackUrl: t.field({ type: 'URL', required: true, description: 'Where Fondo posts the news of this journey.' }),
    redirectUrl: t.field({ type: 'URL', description: 'Where the browser goes afterwards; app schemes are allowed.' }),
  }),
});

builder.mutationField('createJourney', (t) =>
  t.field({
    type: Journey,
    nullable: false,
    errors: expected,
    description: 'Creates a hosted flow and answers its link.',
    args: { input: t.arg({ type: CreateJourneyInput, required: true, description: 'The journey.' }) },
    resolve: (_root, { input }, { fondo }) => {
      const [client] = segmentsOf(input.client, 'Client', 'input.client');
      return fondo.journeys.create(client, {
        journey: { type: 'createAccount', ...(input.accountName ? { accountName: input.accountName } : {}) },
        callbackUrl: input.callbackUrl,
        redirectUrl: input.redirectUrl ?? null,
        scope: null,
      });
    },
  }),
);
