import { Application } from './application.ts';
import { builder } from '../kit/builder.ts';
import { changeApplication, applicationKey, applicationResult } from './credit-application.ts';
import { KycAnswerInput } from './kyc.ts';
import { LimitUpgradeApplication } from './limit-upgrade.ts';

const types = [Application, LimitUpgradeApplication, ...applicationResult.problems];
const { union } = applicationResult;

const AnswerKycInput = builder.inputType('AnswerKycInput', {
  description: 'All answers to the KYC questions of an application.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'Global id of the application or limit upgrade.' }),
    answers: t.field({
      type: [KycAnswerInput],
      required: true,
      description: 'The answers to all questions, sent together.',
    }),
  }),
});

const VerifyApplicationInput = builder.inputType('VerifyApplicationInput', {
  description: 'An application to verify.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'Global id of the application or limit upgrade.' }),
  }),
});

builder.mutationFields((t) => ({
  answerKyc: t.errorUnionField({
    types,
    union,
    description:
      'Answers the know-your-customer (KYC) questions of an application. The answers are validated against the questions before they are sent.',
    args: { input: t.arg({ type: AnswerKycInput, required: true, description: 'The answers.' }) },
    resolve: (_root, { input }, context) =>
      changeApplication(applicationKey(input.application, 'input.application'), context, (key) =>
        context.payex.applications.answerKyc(key, input.answers),
      ),
  }),
  verifyApplication: t.errorUnionField({
    types,
    union,
    description:
      'Verifies an application: runs the checks of PayEx, including the credit check if one is due. Takes up to 30 seconds. If the credit check is declined: `Refused` with `CREDIT_CHECK_DECLINED`.',
    args: { input: t.arg({ type: VerifyApplicationInput, required: true, description: 'The application.' }) },
    resolve: (_root, { input }, context) =>
      changeApplication(applicationKey(input.application, 'input.application'), context, (key) =>
        context.payex.applications.verify(key),
      ),
  }),
}));
