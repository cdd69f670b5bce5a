import { listOf } from '../../datasources/kit/decode.ts';
import type { Context } from '../../context.ts';
import type { Account as AccountShape } from '../../datasources/fondo/types.ts';
import { isPersonnummer } from '../../datasources/fondo/personnummer.ts';
import { InvalidInput } from '../../problem.ts';
import { BankAccount } from './bank-account.ts';
import { ownClient, prefetch } from '../kit/prefetch.ts';
import { personal } from '../../auth/personal.ts';
import { entity } from '../kit/entity.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { Client } from './client.ts';
import { connectionOf, connectionType } from '../kit/connection.ts';
import { readAhead } from '../kit/read-page.ts';
import type { Page } from '../../datasources/kit/paging/page.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { Position } from './position.ts';
import { filtersOf, listArgs, type ListArgs } from './lists/list-args.ts';

/** How many positions an account usually has. */
export const POSITIONS = 10;

const AccountStatus = openEnum('AccountStatus', {
  description: 'State of an account. Closing is not a status: see `closedAt`.',
  values: {
    pending: 'Being opened.',
    active: 'Open: it can trade.',
    rejected: 'Not opened. Final.',
    confirm: 'Waits for a confirmation before it opens.',
  },
});

export const AccountType = openEnum('AccountType', {
  description: 'Legal form of an account.',
  values: {
    isk: 'Investeringssparkonto, the Swedish investment savings account.',
    depot: 'Depå, an ordinary custody account.',
    endowment: 'Kapitalförsäkring, endowment insurance.',
  },
});

export const ServiceType = openEnum('ServiceType', {
  description: 'The service under which an account is run.',
  values: {
    portfolioManagement: 'The client decides on the investments.',
    investmentAdvice: 'The client advises, the investor decides.',
    executionOnly: 'The investor decides alone.',
  },
});

const AccountOwner = builder.objectRef<NonNullable<AccountShape['owner']>>('AccountOwner').implement({
  description: 'The end investor who owns an account. Personal data.',
  fields: (t) => ({
    firstName: t.exposeString('firstName', { description: 'Given name.', extensions: personal('name') }),
    lastName: t.exposeString('lastName', { description: 'Family name.', extensions: personal('name') }),
    fullName: t.exposeString('fullName', { description: 'Whole name.', extensions: personal('name') }),
    nationalNumber: t.exposeString('ssn', {
      description: 'Swedish personnummer, twelve digits.',
      extensions: personal('nationalNumber'),
    }),
  }),
});

const AccountAmounts = builder.objectRef<AccountShape>('AccountAmounts').implement({
  description: 'Total deposits and withdrawals of an account.',
  fields: (t) => ({
    deposited: t.field({
      type: Money,
      description: 'Sum of all deposits.',
      resolve: ({ amounts, currency }) => money(amounts?.deposited, currency),
    }),
    withdrawn: t.field({
      type: Money,
      description: 'Sum of all withdrawals.',
      resolve: ({ amounts, currency }) => money(amounts?.withdrawn, currency),
    }),
  }),
});

export const Account = builder.objectRef<AccountShape>('Account');

export const AccountSnapshot = entity(Account, {
  description:
    'An investment account of an end investor, held below a client. Cash and positions are settled snapshots.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
        'Account',
        ({ clientId, id }) => [clientId, id],
        ([client, id], { fondo }) => fondo.accounts.of(client).byId(id),
      ),
    ),
    bankAccounts: t.field({
      type: [BankAccount],
      extensions: listSize(2),
      nullable: false,
      description: 'Linked bank accounts.',
      resolve: ({ bankAccounts }) => listOf(bankAccounts),
    }),
    client: t.field({
      type: Client,
      description: 'The client that it is held below.',
      extensions: ownClient,
      resolve: ({ clientId }, _args, { fondo }) => fondo.clients.byId(clientId),
    }),
  }),
  state: (t) => ({
    number: t.exposeString('ref', { description: 'Account number of 15 digits, usable as OCR of a bank transfer.' }),
    name: t.exposeString('name', { description: 'Name that the investor chose.' }),
    status: t.field({
      type: AccountStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => AccountStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    type: t.field({
      type: AccountType,
      nullable: false,
      description: 'Legal form.',
      resolve: ({ accountType }) => AccountType.read(accountType),
    }),
    serviceType: t.field({
      type: ServiceType,
      nullable: false,
      description: 'Service under which it is run.',
      resolve: ({ serviceType }) => ServiceType.read(serviceType),
    }),
    owner: t.expose('owner', { type: AccountOwner, description: 'The end investor.' }),
    balance: t.field({
      type: Money,
      description: 'Settled cash. Orders under way are not in it.',
      resolve: ({ balance, currency }) => money(balance, currency),
    }),
    amounts: t.field({
      type: AccountAmounts,
      description: 'Total deposits and withdrawals.',
      resolve: (account) => (account.amounts ? account : null),
    }),
    positions: t.field({
      type: [Position],
      extensions: listSize(POSITIONS),
      nullable: false,
      description: 'Settled holdings.',
      resolve: ({ positions }) => listOf(positions),
    }),
    createdAt: t.expose('createdDate', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
    closedAt: t.expose('deletedDate', { type: 'DateTime', description: 'When it was closed; null while it is open.' }),
  }),
});

const AccountConnection = connectionType(Account);

interface AccountArgs extends ListArgs {
  readonly owner?: string | null | undefined;
  readonly status?: readonly string[] | null | undefined;
  readonly isClosed?: boolean | null | undefined;
}

function accountsOf(clientId: string, args: AccountArgs, { fondo }: Context) {
  const { owner, status, isClosed } = args;
  if (owner != null && !isPersonnummer(owner)) {
    throw new InvalidInput([{ path: 'owner', message: 'expected a personnummer of twelve digits' }]);
  }
  const keep = (account: AccountShape): boolean =>
    (status?.includes(AccountStatus.read(account.status)) ?? true) &&
    (isClosed == null || isClosed === (account.deleted ?? false));
  const filters = filtersOf(args, status || isClosed != null ? keep : undefined);
  return {
    page: (at: Page) => fondo.accounts.of(clientId).page(at),
    ...filters,
    filter: { ...filters.filter, ssn: owner ?? undefined },
  };
}

builder.objectFields(Client, (t) => ({
  account: t.field({
    type: Account,
    description: 'One account of this client; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    extensions: prefetch({
      key: ({ id }, parent) => {
        const [client, account] = segmentsOf(String(id), 'Account');
        return parent[0] === client ? [client, account] : undefined;
      },
      start: ([client, account = ''], _args, { fondo }) => fondo.accounts.of(client).named(account),
    }),
    resolve: ({ id: clientId }, { id }, { fondo }) => {
      const [client, account] = segmentsOf(id, 'Account');
      return client === clientId ? fondo.accounts.of(client).named(account) : null;
    },
  }),
  accounts: t.field({
    type: AccountConnection,
    description: 'The accounts of this client.',
    args: {
      ...listArgs(t.arg),
      owner: t.arg.string({
        description:
          'Only accounts of this person: a personnummer of twelve digits. Compared with personal data, so it needs the permission `pii:read`.',
        extensions: personal('nationalNumber'),
      }),
      status: t.arg({ type: [AccountStatus], description: 'Only accounts in one of these states.' }),
      isClosed: t.arg.boolean({ description: 'Only closed accounts, or only those that are not.' }),
    },
    extensions: prefetch({
      start: ([client], args, context) => readAhead(args, accountsOf(client, args, context)),
      rows: ([client], { fondo }) => fondo.accounts.of(client).size,
    }),
    resolve: ({ id }, args: AccountArgs, context) => connectionOf(args, accountsOf(id, args, context)),
  }),
}));
