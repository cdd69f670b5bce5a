import { encoded } from '../../datasources/kit/http/address.ts';
import { Checks } from '../../datasources/kit/checks.ts';
import { wireNumber } from '../../datasources/kit/decode.ts';
import { checkAmount } from '../../datasources/fondo/input-rules.ts';
import { requireActive } from '../../datasources/fondo/order-rules.ts';
import { SWISH_LIVES_MS } from '../../datasources/fondo/swish.ts';
import type { SwishSession, SwishStatus } from '../../datasources/fondo/types.ts';
import { InvalidInput, NotFound } from '../../problem.ts';
import { Account } from './account.ts';
import { actBearing } from '../../auth/act-bearing.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { named, prefetch } from '../kit/prefetch.ts';
import { builder } from '../kit/builder.ts';
import { segmentsOf, toGlobalId } from '../kit/global-id.ts';
import { nodeIdField, Node } from '../kit/node.ts';
import { openEnum } from '../kit/open-enum.ts';
import { expected } from '../kit/problem.ts';

/** A deposit, its state, and what only its creation returns. */
export interface SwishDepositShape extends SwishStatus {
  readonly id: string;
  /** Unknown of a deposit that was asked for by its bare id. */
  readonly owner?: { readonly clientId: string; readonly accountId: string };
  readonly session?: SwishSession;
  readonly expiresAt?: string;
}

const SwishStatusEnum = openEnum('SwishDepositStatus', {
  description: 'State of a deposit by Swish.',
  values: {
    pending: 'Waits for the payer.',
    paid: 'Paid: the cash follows. Final.',
    declined: 'Declined by the payer. Final.',
    error: 'It failed, or nobody paid within three minutes. Final.',
    canceled: 'Canceled. Final.',
  },
});

/** By Swish's own error codes (public practice of Swish, not from Fondo). */
const SwishErrorReason = openEnum('SwishErrorReason', {
  description: 'Why a deposit by Swish failed.',
  values: {
    TM01: 'Nobody paid within three minutes.',
    RF07: 'The payer, or the bank, declined.',
    BANKIDCL: 'The payer canceled the signing with BankID.',
    ACMT03: 'The payer has no Swish.',
    FF10: 'The bank had an error.',
  },
  names: {
    TM01: 'TIMED_OUT',
    RF07: 'DECLINED',
    BANKIDCL: 'SIGNING_CANCELED',
    ACMT03: 'PAYER_NOT_ENROLLED',
    FF10: 'BANK_ERROR',
  },
});

const SwishDevice = openEnum('SwishDevice', {
  description: 'Where the payer opens Swish.',
  values: {
    same_device: 'On this device: open `launchUrl`.',
    other_device: 'On another one: show `qrImage`.',
  },
});

const SwishQrFormat = openEnum('SwishQrFormat', {
  description: 'Format of a QR image.',
  values: { png: 'PNG.', svg: 'SVG.', jpg: 'JPEG.' },
});

export const SwishDeposit = builder.objectRef<SwishDepositShape>('SwishDeposit');

SwishDeposit.implement({
  description: 'A deposit by Swish. It can be paid for three minutes. Follow it with `swishDepositChanged`.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      ...nodeIdField<'SwishDeposit', SwishDepositShape>(
        'SwishDeposit',
        ({ owner, id }) => [owner?.clientId ?? '', owner?.accountId ?? '', id],
        async ([clientId, accountId, id], { fondo }) => {
          const status = await fondo.swishDeposits.status(id);
          return status && { ...status, id, owner: { clientId, accountId } };
        },
      ),
      description: 'Global id; the bare id if the deposit was read by that.',
      resolve: ({ owner, id }) => (owner ? toGlobalId('SwishDeposit', [owner.clientId, owner.accountId, id]) : id),
    }),
    status: t.field({
      type: SwishStatusEnum,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => SwishStatusEnum.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    errorReason: t.field({
      type: SwishErrorReason,
      description:
        'Why it failed; null unless its status is `DECLINED` or `ERROR`, or the provider has a reason for another one.',
      resolve: ({ errorCode, status }) =>
        SwishErrorReason.readOptional(errorCode, { expected: status === 'declined' || status === 'error' }),
    }),
    errorCode: t.exposeString('errorCode', {
      description: "Swish's own code for `errorReason`, for when that is `UNKNOWN`.",
    }),
    launchUrl: t.field({
      type: 'URL',
      description:
        'Opens Swish on this device; append `&callbackurl=…` to return to your app. Only in the result of `createSwishDeposit`. Whoever has it can pay: do not share it.',
      extensions: { ...actBearing('investing:trade'), ...urlFrom('fondo', 'swish:') },
      resolve: ({ session }) => (session?.token ? `swish://paymentrequest?token=${encoded(session.token)}` : null),
    }),
    qrImage: t.string({
      description: 'QR image for another device, as sent by the provider. Only in the result of `createSwishDeposit`.',
      extensions: actBearing('investing:trade'),
      resolve: ({ session }) => session?.qrImage,
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When it can no longer be paid. Only in the result of `createSwishDeposit`.',
    }),
    account: t.field({
      type: Account,
      description: 'The account that receives the money; null if the deposit was read by its bare id.',
      extensions: prefetch({
        key: (_args, [client, account]) => (account === undefined ? undefined : [client, account]),
        start: ([client, account = ''], _args, { fondo }) => fondo.accounts.of(client).byId(account),
      }),
      resolve: ({ owner }, _args, { fondo }) => owner && fondo.accounts.of(owner.clientId).byId(owner.accountId),
    }),
  }),
});

const BARE = /^[\w-]{1,64}$/;

/** Reads `SwishDeposit:<client>:<account>:<deposit>`, or a bare id, of which client and account are unknown. */
export function swishKey(id: string): Pick<SwishDepositShape, 'id' | 'owner'> {
  if (BARE.test(id)) return { id };
  const [clientId, accountId, deposit] = segmentsOf(id, 'SwishDeposit');
  return { id: deposit, owner: { clientId, accountId } };
}

builder.queryField('swishDeposit', (t) =>
  t.field({
    type: SwishDeposit,
    description: 'A deposit by Swish; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or the bare id that Fondo gave the deposit.' }) },
    extensions: named(['SwishDeposit']),
    resolve: async (_root, { id }, { fondo }) => {
      const key = swishKey(id);
      const status = await fondo.swishDeposits.status(key.id);
      return status && { ...status, ...key };
    },
  }),
);

const CreateSwishDepositInput = builder.inputType('CreateSwishDepositInput', {
  description: 'A deposit to an account by Swish.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account that the money goes to.' }),
    amount: t.field({ type: 'Decimal', required: true, description: 'SEK, at most two decimals.' }),
    device: t.field({ type: SwishDevice, required: true, description: 'Where the payer opens Swish.' }),
    qrFormat: t.field({ type: SwishQrFormat, description: 'Format of the QR image for another device.' }),
  }),
});

builder.mutationField('createSwishDeposit', (t) =>
  t.field({
    type: SwishDeposit,
    errors: expected,
    description:
      'Deposits cash to an account by Swish: creates a deposit that the payer approves in the Swish app. If the response is lost nobody can pay it: create another one.',
    args: { input: t.arg({ type: CreateSwishDepositInput, required: true, description: 'The deposit.' }) },
    resolve: async (_root, { input }, { fondo }) => {
      const [clientId, accountId] = segmentsOf(input.account, 'Account', 'input.account');
      const [type, qrFormat] = [SwishDevice.write(input.device), input.qrFormat && SwishQrFormat.write(input.qrFormat)];
      const checks = new Checks();
      checkAmount(checks, input.amount, 'input.amount');
      checks.expect(
        qrFormat !== undefined || !input.qrFormat,
        'input.qrFormat',
        'expected a format other than UNKNOWN',
      );
      if (!type) throw new InvalidInput([{ path: 'input.device', message: 'expected a device other than UNKNOWN' }]);
      checks.done();
      const account = await fondo.accounts.of(clientId).byId(accountId);
      if (!account) throw new NotFound('There is no such account.', { provider: 'FONDO' });
      requireActive(account);
      const request = { type, amount: wireNumber(input.amount), ...(qrFormat ? { qrFormat } : {}) };
      const session = await fondo.swishDeposits.create(clientId, accountId, request);
      const expiresAt = new Date(Date.now() + SWISH_LIVES_MS).toISOString();
      return { id: session.id, owner: { clientId, accountId }, status: 'pending' as const, session, expiresAt };
    },
  }),
);
