import { listOf } from '../../datasources/kit/decode.ts';
import type { Journey as JourneyShape } from '../../datasources/fondo/types.ts';
import { callerScope, openScope } from './journey-scope.ts';
import { Account, AccountType, ServiceType } from './account.ts';
import { AllocationPlan, AllocationShare } from './allocation-plan.ts';
import { BankAccount } from './bank-account.ts';
import { Process } from '../process/process.ts';
import { personal } from '../../auth/personal.ts';
import { ofClient, ownClient } from '../kit/prefetch.ts';
import { actBearing } from '../../auth/act-bearing.ts';
import { ownUrl, urlFrom } from '../kit/provider-url.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { Client } from './client.ts';
import { JourneyTransfer, transfersOf } from './journey-transfer.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';

const JourneyStatus = openEnum('JourneyStatus', {
  description: 'State of a journey.',
  values: {
    new: 'The end investor has not opened it yet.',
    pending: 'Under way.',
    complete: 'Done: see `result`. Final.',
    canceled: 'Canceled by the end investor. Final.',
    error: 'Failed. Final.',
    expired: 'Not finished in time. Final.',
  },
});

export const JourneyKind = openEnum('JourneyKind', {
  description: 'What a journey is for.',
  values: {
    createAccount: 'Opens an account.',
    kyc: 'Renews the know-your-customer answers of the owner of an account.',
    transfer: 'Moves holdings from another custodian to an account.',
    allocationPlan: 'Gives an account an allocation plan.',
  },
});

const JourneyConfiguration = builder.objectRef<JourneyShape>('JourneyConfiguration').implement({
  description: 'What a journey is for.',
  fields: (t) => ({
    kind: t.field({
      type: JourneyKind,
      nullable: false,
      description: 'What it is for.',
      resolve: ({ journey }) => JourneyKind.read(journey.type),
    }),
    kindRaw: t.string({
      description: "The provider's value of `kind`, for when that is `UNKNOWN`.",
      resolve: ({ journey }) => journey.type,
    }),
    accountName: t.string({
      description: 'Name of the account; null when the end investor chooses one.',
      resolve: ({ journey }) => journey.accountName,
    }),
    accountTypes: t.field({
      type: [AccountType],
      nullable: false,
      description: 'Legal forms that the end investor may choose from.',
      resolve: ({ journey }) => (journey.accountTypes ?? []).map((type) => AccountType.read(type)),
    }),
    serviceType: t.field({
      type: ServiceType,
      description: 'Service under which the account is run; null unless the journey opens one.',
      resolve: ({ journey }) =>
        ServiceType.readOptional(journey.serviceType, { expected: journey.type === 'createAccount' }),
    }),
    account: t.field({
      type: Account,
      description: 'The account that it is about, where it opens none.',
      resolve: ({ clientId, journey }, _args, { fondo }) =>
        journey.account ? fondo.accounts.of(clientId).byId(journey.account) : null,
    }),
    shares: t.field({
      type: [AllocationShare],
      extensions: listSize(5),
      nullable: false,
      description: 'The allocation plan to set up; empty if there is none.',
      resolve: ({ journey }) => listOf(journey.allocationPlan?.instruments),
    }),
    transfers: t.field({
      type: [JourneyTransfer],
      extensions: listSize(2),
      nullable: false,
      description: 'Transfers that it offers.',
      resolve: (journey) => transfersOf(journey, journey.journey.transferInstructions),
    }),
    all: t.field({
      extensions: personal('hidden'),
      type: 'JSON',
      description: 'Everything that the provider holds of it, members unknown to this API included. Personal data.',
      resolve: ({ journey }) => journey,
    }),
  }),
});

const JourneyResult = builder.objectRef<JourneyShape>('JourneyResult').implement({
  description: 'What a complete journey has produced.',
  fields: (t) => ({
    account: t.field({
      type: Account,
      description: 'The account that was opened, or that it was about.',
      resolve: ({ clientId, result }, _args, { fondo }) =>
        result?.account ? fondo.accounts.of(clientId).byId(result.account) : null,
    }),
    bankAccount: t.field({
      type: BankAccount,
      description: 'The bank account that was linked.',
      resolve: async ({ clientId, result }, _args, { fondo }) => {
        if (!result?.account || !result.bankAccount) return null;
        const account = await fondo.accounts.of(clientId).byId(result.account);
        return account?.bankAccounts?.find(({ id }) => id === result.bankAccount);
      },
    }),
    allocationPlan: t.field({
      type: AllocationPlan,
      description: 'The allocation plan that was set up.',
      resolve: ({ clientId, result }, _args, { fondo }) =>
        result?.allocationPlan ? fondo.allocationPlans.byId(clientId, result.allocationPlan) : null,
    }),
    transfers: t.field({
      type: [JourneyTransfer],
      extensions: listSize(2),
      nullable: false,
      description: 'Transfers that were ordered.',
      resolve: (journey) => transfersOf(journey, journey.result?.transferInstructions),
    }),
    all: t.field({
      extensions: personal('hidden'),
      type: 'JSON',
      description: 'Everything that the provider reports of it, members unknown to this API included.',
      resolve: ({ result }) => result,
    }),
  }),
});

export const Journey = builder.objectRef<JourneyShape>('Journey');

export const JourneySnapshot = entity(Journey, {
  description:
    'A hosted flow in which an end investor identifies and signs with BankID: the only way to open an account.',
  interfaces: [Node, Process],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'Journey',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.journeys.byId(client, id),
      ),
    ),
    url: t.expose('url', {
      type: 'URL',
      description:
        'Send the end investor here, until `expiresAt`. Whoever has it can act as the investor: do not share or log it.',
      extensions: { ...actBearing('investing:write'), ...urlFrom('fondo') },
    }),
    configuration: t.field({
      type: JourneyConfiguration,
      description: 'What the journey is for.',
      resolve: (journey) => (journey.journey ? journey : null),
    }),
    reference: t.string({
      description:
        'Your own reference, as passed when it was created; null if there is none, or if it was created elsewhere.',
      resolve: ({ scope, clientId }, _args, { links }) => openScope(links, scope, clientId),
    }),
    scope: t.string({
      description:
        'Your own data (base64), as passed when it was created; null if there is none. Data of the gateway for its own callback is not shown.',
      resolve: (journey, _args, { links }) => callerScope(links, journey),
    }),
    callbackUrl: t.expose('callbackUrl', {
      type: 'URL',
      description: 'Where Fondo posts its events.',
      extensions: ownUrl,
    }),
    redirectUrl: t.expose('redirectUrl', {
      type: 'URL',
      description: 'Where the browser goes when it leaves `url`.',
      extensions: ownUrl,
    }),
    result: t.field({
      type: JourneyResult,
      description: 'What it produced; null until it is complete.',
      resolve: (journey) => (journey.result ? journey : null),
    }),
    client: t.field({
      type: Client,
      description: 'The client that it runs for.',
      extensions: ownClient,
      resolve: ({ clientId }, _args, { fondo }) => fondo.clients.byId(clientId),
    }),
  }),
  state: (t) => ({
    status: t.field({
      type: JourneyStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => JourneyStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    expiresAt: t.expose('expiryDate', { type: 'DateTime', description: 'When `url` expires.' }),
    leftAtScreen: t.exposeString('context', {
      description: 'The screen at which the end investor left, after an error or a cancel.',
    }),
    errorCode: t.exposeString('errorCode', {
      description: "The provider's code of what went wrong; there is no list of them.",
    }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
    deletedAt: t.expose('deletedDate', { type: 'DateTime', description: 'When it was removed.' }),
  }),
});

builder.objectField(Client, 'journey', (t) =>
  t.field({
    type: Journey,
    description: 'One journey of this client; null if it does not exist. Fondo has no list of journeys: store the id.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    extensions: ofClient(({ fondo }, client, { id }: { id: string }) => {
      const [owner, journey] = segmentsOf(id, 'Journey');
      return owner === client ? fondo.journeys.byId(client, journey) : null;
    }),
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, journey] = segmentsOf(id, 'Journey');
      return client === clientId ? fondo.journeys.byId(client, journey) : null;
    },
  }),
);
