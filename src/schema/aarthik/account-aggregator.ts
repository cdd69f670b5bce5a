import type { AccountAggregator as AccountAggregatorShape } from '../../datasources/aarthik/journey-state.ts';
import { actBearing } from '../../auth/act-bearing.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { openEnum } from '../kit/open-enum.ts';

const AccountAggregatorStatus = openEnum('AccountAggregatorStatus', {
  description: 'State of the consent step.',
  values: {
    PROCESSING: 'Nothing to do: the consent is being prepared, or its outcome awaited.',
    READY: 'Open `url` now.',
  },
});

export const AccountAggregator = builder.objectRef<AccountAggregatorShape>('AccountAggregator').implement({
  description: 'The consent with which lenders may read the bank statements of the borrower.',
  fields: (t) => ({
    status: t.field({
      type: AccountAggregatorStatus,
      nullable: false,
      description: 'State.',
      resolve: ({ status }) => AccountAggregatorStatus.read(status),
    }),
    statusRaw: t.exposeString('status', {
      description: "The provider's value of `status`, for when that is `UNKNOWN`.",
    }),
    url: t.expose('url', {
      type: 'URL',
      description:
        'Send the borrower here immediately; read the journey again for a new one. Whoever has it can act as the borrower: do not share or store it.',
      extensions: { ...actBearing('loans:write'), ...urlFrom('aarthik') },
    }),
    lenders: t.exposeStringList('lenders', {
      nullable: false,
      description: 'Names of the lenders that wait for the consent.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When `url` expires.' }),
  }),
});
