import type { LoanProduct as LoanProductShape } from '../../datasources/aarthik/products.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { LoanType } from './loan-journey.ts';

/** `personalLoan`, whatever its case and underscores, is the flag of `PERSONAL_LOAN`. */
const squeezed = (name: string): string => name.replaceAll('_', '').toLowerCase();
const TYPES = new Map(LoanType.words.map((word) => [squeezed(word), word]));

const LoanProduct = builder.objectRef<LoanProductShape>('LoanProduct').implement({
  description: 'A product of the loan platform.',
  fields: (t) => ({
    type: t.field({
      type: LoanType,
      nullable: false,
      description: 'The kind of loan.',
      resolve: ({ name }) => LoanType.read(TYPES.get(squeezed(name)) ?? name),
    }),
    name: t.exposeString('name', {
      nullable: false,
      description: "The provider's own word in lower case, for when `type` is `UNKNOWN`.",
    }),
    isEnabled: t.exposeBoolean('enabled', { nullable: false, description: 'Whether you may offer it.' }),
  }),
});

builder.queryField('loanProducts', (t) =>
  t.field({
    type: [LoanProduct],
    extensions: listSize(2),
    description: 'The loans that this partner may offer: show only those.',
    resolve: (_root, _args, { aarthik }) => aarthik.products.all(),
  }),
);
