import { Checks } from '../../datasources/kit/checks.ts';
import { bankAccountId } from '../../datasources/fondo/input-rules.ts';
import { NotFound } from '../../problem.ts';
import { AllocationPlan } from './allocation-plan.ts';
import { builder } from '../kit/builder.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { expected } from '../kit/problem.ts';

const UpdateAllocationPlanInput = builder.inputType('UpdateAllocationPlanInput', {
  description: 'The bank account of an allocation plan: nothing else of it can be changed.',
  fields: (t) => ({
    plan: t.id({ required: true, description: 'The plan.' }),
    bankAccount: t.id({
      description: 'Id of a linked bank account with an autogiro mandate; null detaches the present one.',
    }),
  }),
});

builder.mutationField('updateAllocationPlan', (t) =>
  t.field({
    type: AllocationPlan,
    errors: expected,
    description: 'Changes the bank account of an allocation plan, or detaches it.',
    args: { input: t.arg({ type: UpdateAllocationPlanInput, required: true, description: 'The change.' }) },
    resolve: async (_root, { input }, { fondo }) => {
      const [client, id] = segmentsOf(input.plan, 'AllocationPlan', 'input.plan');
      const given = input.bankAccount;
      const checks = new Checks();
      checks.expect(given !== undefined, 'input.bankAccount', 'expected the id of a bank account, or null');
      const bankAccount = given == null ? null : bankAccountId(checks, given, 'input.bankAccount');
      checks.done();
      if (bankAccount !== null) {
        const plan = await fondo.allocationPlans.byId(client, id);
        if (!plan) throw new NotFound('There is no such allocation plan.', { provider: 'FONDO' });
        const owner = await fondo.accounts.of(client).byId(plan.account);
        const linked = owner?.bankAccounts?.find((one) => one.id === bankAccount);
        const fits = !owner?.bankAccounts || (linked !== undefined && linked.autogiro !== false);
        checks.expect(fits, 'input.bankAccount', 'expected a linked bank account with an autogiro mandate');
        checks.done();
      }
      return fondo.allocationPlans.update(client, id, bankAccount);
    },
  }),
);
