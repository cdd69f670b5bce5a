import type { KycStatus as KycStatusShape } from '../../datasources/fondo/types.ts';
import { Account } from './account.ts';
import { ofAccount } from '../kit/prefetch.ts';
import { builder } from '../kit/builder.ts';
import { openEnum } from '../kit/open-enum.ts';

const KycState = openEnum('KycState', {
  description: 'Status of the know-your-customer answers of an account owner.',
  values: {
    missing: 'Never given: start a KYC journey.',
    pending: 'Submitted, under review.',
    approved: 'Given and accepted.',
    expired: 'Too old: start a KYC journey.',
    rejected: 'Given and not accepted.',
  },
});

const KycStatus = builder.objectRef<KycStatusShape>('KycStatus').implement({
  description: 'Know-your-customer state of the owner of an account.',
  fields: (t) => ({
    status: t.field({
      type: KycState,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => KycState.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    updatedAt: t.expose('modifiedDate', { type: 'DateTime', description: 'When it last changed.' }),
    expiresAt: t.expose('expiryDate', { type: 'DateTime', description: 'When the answers must be renewed.' }),
  }),
});

builder.objectField(Account, 'kycStatus', (t) =>
  t.field({
    type: KycStatus,
    description: 'Know-your-customer state of the owner; null when Fondo has none.',
    extensions: ofAccount(({ fondo }, [client, account]) => fondo.accounts.kycStatus(client, account)),
    resolve: ({ clientId, id }, _args, { fondo }) => fondo.accounts.kycStatus(clientId, id),
  }),
);
