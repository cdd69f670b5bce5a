import type { BankAccount as BankAccountShape } from '../../datasources/fondo/types.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';

export const BankAccount = builder.objectRef<BankAccountShape>('BankAccount').implement({
  description: 'A bank account linked to an investment account: where withdrawals go and autogiro comes from.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Id for withdrawals and allocation plans; not a global id.' }),
    bankName: t.exposeString('name', { description: 'Name of the bank.' }),
    clearingNumber: t.exposeString('clearingNumber', {
      description: 'Swedish clearing number.',
      extensions: personal('bankNumber'),
    }),
    accountNumber: t.exposeString('accountNumber', {
      description: 'Number at the bank.',
      extensions: personal('bankNumber'),
    }),
    iban: t.exposeString('iban', { description: 'IBAN, ISO 13616.', extensions: personal('bankNumber') }),
    hasAutogiro: t.exposeBoolean('autogiro', { description: 'Whether a direct-debit mandate is in force.' }),
  }),
});
