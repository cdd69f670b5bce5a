import type { AgreementType as AgreementShape } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { agreementUrl } from '../../auth/signed-links.ts';
import { Account } from './account.ts';
import { ofAccount } from '../kit/prefetch.ts';
import { ownUrl } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';

interface AgreementOf extends AgreementShape {
  readonly clientId: string;
  readonly accountId: string;
}

const Agreement = builder.objectRef<AgreementOf>('Agreement').implement({
  description: 'An agreement of an account that can be read as a document.',
  fields: (t) => ({
    key: t.exposeString('key', { nullable: false, description: 'Which one: `account`, `power_of_attorney` …' }),
    title: t.exposeString('swe', { description: 'Title, in Swedish.' }),
    documentUrl: t.field({
      type: 'URL',
      extensions: { ...personal('hidden'), ...ownUrl },
      description:
        'The document as PDF: fetch it with the authorization that you use here. The link works for five minutes: ask for it when it is needed. The document holds personal data: null for a caller who may not see that.',
      resolve: (agreement, _args, { links }) => agreementUrl(links, agreement),
    }),
  }),
});

builder.objectField(Account, 'agreements', (t) =>
  t.field({
    type: [Agreement],
    nullable: { list: true, items: false },
    description: 'The agreements of this account. A short list, not paged.',
    extensions: {
      ...ofAccount(({ fondo }, [client, account]) => fondo.accounts.agreements(client, account)),
      ...listSize(5),
    },
    resolve: async ({ clientId, id }, _args, { fondo }) =>
      (await fondo.accounts.agreements(clientId, id)).map((type) => ({ ...type, clientId, accountId: id })),
  }),
);
