import { listOf } from '../../datasources/kit/decode.ts';
import { MAX_SINGLE_READS } from '../../datasources/fondo/allocation-plans.ts';
import type { AllocationPlan as AllocationPlanShape } from '../../datasources/fondo/types.ts';
import { Account } from './account.ts';
import { BankAccount } from './bank-account.ts';
import { ofClient, prefetch } from '../kit/prefetch.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { Client } from './client.ts';
import { Instrument } from './instrument.ts';
import { nodeIdField, Node } from '../kit/node.ts';

type Share = AllocationPlanShape['instruments'][number];

export const AllocationShare = builder.objectRef<Share>('AllocationShare').implement({
  description: 'The share of one fund in an allocation plan.',
  fields: (t) => ({
    instrument: t.field({
      type: Instrument,
      description: 'The fund; null when Fondo no longer lists it.',
      extensions: prefetch({ needs: (_keys, { fondo }) => fondo.instruments.all }),
      resolve: ({ instrument }, _args, { fondo }) => fondo.instruments.all.byId(instrument),
    }),
    percent: t.expose('allocation', { type: 'Decimal', description: 'Percent of a deposit; all shares sum to 100.' }),
  }),
});

export const AllocationPlan = builder.objectRef<AllocationPlanShape>('AllocationPlan');

export const AllocationPlanSnapshot = entity(AllocationPlan, {
  description:
    'How deposits to an account are spread over funds. Made by a journey; only its bank account can be changed.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'AllocationPlan',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.allocationPlans.byId(client, id),
      ),
    ),
    account: t.field({
      type: Account,
      description: 'The account whose deposits it spreads.',
      extensions: prefetch({ needs: ([client], { fondo }) => fondo.accounts.of(client) }),
      resolve: ({ clientId, account }, _args, { fondo }) => fondo.accounts.of(clientId).byId(account),
    }),
  }),
  state: (t) => ({
    shares: t.field({
      type: [AllocationShare],
      extensions: listSize(5),
      nullable: { list: false, items: false },
      description: 'The funds and their shares.',
      resolve: ({ instruments }) => listOf(instruments),
    }),
    bankAccount: t.field({
      type: BankAccount,
      description: 'The bank account from which autogiro debits deposits; null if none is attached.',
      extensions: prefetch({ needs: ([client], { fondo }) => fondo.accounts.of(client) }),
      resolve: async ({ clientId, account, bankAccount }, _args, { fondo }) => {
        if (!bankAccount) return null;
        const owner = await fondo.accounts.of(clientId).byId(account);
        return listOf(owner?.bankAccounts).find(({ id }) => id === bankAccount);
      },
    }),
  }),
});

builder.objectField(Client, 'allocationPlans', (t) =>
  t.field({
    type: [AllocationPlan],
    nullable: { list: true, items: false },
    description: 'All allocation plans of this client. Fondo gives them whole: there are no pages.',
    extensions: { ...ofClient(({ fondo }, client) => fondo.allocationPlans.of(client)), ...listSize(20) },
    resolve: ({ id }, _args, { fondo }) => fondo.allocationPlans.of(id),
  }),
);

builder.objectField(Account, 'allocationPlan', (t) =>
  t.field({
    type: AllocationPlan,
    description: 'How deposits to this account are spread over funds; null when it has no plan.',
    extensions: prefetch({
      start: ([client, account], _args, { fondo }, parents) => {
        if (account !== undefined) return fondo.allocationPlans.byAccount(client, account);
        return parents > MAX_SINGLE_READS ? fondo.allocationPlans.of(client) : undefined;
      },
    }),
    resolve: ({ clientId, id }, _args, { fondo }) => fondo.allocationPlans.byAccount(clientId, id),
  }),
);
