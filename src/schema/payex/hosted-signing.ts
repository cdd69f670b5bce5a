import { Checks } from '../../datasources/kit/checks.ts';
import { checkCallback, checkReturnUrls } from '../../datasources/payex/application-rules.ts';
import type { HostedStep as Shape } from '../../datasources/payex/signings.ts';
import type { Context } from '../../context.ts';
import { actBearing } from '../../auth/act-bearing.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { changeApplication, applicationKey, CreditApplication } from './credit-application.ts';
import { expected } from '../kit/problem.ts';

const HostedStep = builder.objectRef<Shape>('HostedStep').implement({
  description: 'A page of a third party on which the person does the next step.',
  fields: (t) => ({
    url: t.field({
      type: 'URL',
      description:
        'Send the browser of the applicant here, and nobody else: whoever opens it can act for the person. Null if PayEx returned no URL or its response was lost. For a signing: wait until it has failed, then start it again. For the budget form: call `startKalp` again, which returns the URL of the form that is open.',
      extensions: { ...actBearing('onboarding:write'), ...urlFrom('payex') },
      resolve: ({ url }) => url,
    }),
    application: t.field({
      type: CreditApplication,
      description: 'The current state of the application that the step belongs to; null if PayEx no longer holds it.',
      resolve: ({ key }, _args, { payex }) => payex.applications.byKey(key),
    }),
  }),
});

const StartHostedSigningInput = builder.inputType('StartHostedSigningInput', {
  description: 'A signing on a page of a third party.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'Global id of the application or limit upgrade.' }),
    completeUrl: t.field({
      type: 'URL',
      description:
        'Where the browser is redirected after the person has signed: an https URL, or one with the scheme of your app.',
    }),
    cancelUrl: t.field({
      type: 'URL',
      description:
        'Where the browser is redirected if the person cancels: an https URL, or one with the scheme of your app.',
    }),
    callbackUrl: t.field({
      type: 'URL',
      description:
        'URL that PayEx calls (GET) on each change. Default: a URL of the gateway, if its public address is configured.',
    }),
  }),
});

type Input = typeof StartHostedSigningInput.$inferInput;

async function startHosted(input: Input, country: 'NO' | 'DK', context: Context): Promise<Shape> {
  const { payex, streams } = context;
  const { application, completeUrl, cancelUrl, callbackUrl } = input;
  const key = applicationKey(application, 'input.application');
  const checks = new Checks();
  checkReturnUrls(checks, { completeUrl, cancelUrl }, context);
  checkCallback(checks, callbackUrl, context);
  checks.done();
  const callback = callbackUrl ?? streams.signings.callbackFor(key);
  const step = await payex.signings.startHosted(key, country, {
    ...(completeUrl && { completeUrl }),
    ...(cancelUrl && { cancelUrl }),
    ...(callback && { callbackUrl: callback }),
  });
  streams.signings.news(key);
  return step;
}

/** Opens the budget form of an application, or returns the URL of the one that is open. */
export const startKalp = (id: string, argument: string, context: Context): Promise<Shape> =>
  changeApplication(applicationKey(id, argument), context, (key) => context.payex.signings.startKalp(key));

const StartKalpInput = builder.inputType('StartKalpInput', {
  description: 'The application whose Danish budget form is to be opened.',
  fields: (t) => ({
    application: t.id({ required: true, description: 'Global id of the application or limit upgrade.' }),
  }),
});

builder.mutationFields((t) => ({
  startNorwegianSigning: t.field({
    type: HostedStep,
    errors: expected,
    description:
      'Signs an application or a limit upgrade with Norwegian BankID: returns the URL of a page of Signicat. Follow it with `signStatus`.',
    args: { input: t.arg({ type: StartHostedSigningInput, required: true, description: 'The signing.' }) },
    resolve: (_root, { input }, context) => startHosted(input, 'NO', context),
  }),
  startDanishSigning: t.field({
    type: HostedStep,
    errors: expected,
    description:
      'Signs an application or a limit upgrade with Danish MitID: returns the URL of a page of Signicat. Follow it with `signStatus`.',
    args: { input: t.arg({ type: StartHostedSigningInput, required: true, description: 'The signing.' }) },
    resolve: (_root, { input }, context) => startHosted(input, 'DK', context),
  }),
  startKalp: t.field({
    type: HostedStep,
    errors: expected,
    description:
      'Opens the Danish household budget form (KALP) of an application: returns the URL of a page of Monthio, the same one while the form is open.',
    args: { input: t.arg({ type: StartKalpInput, required: true, description: 'The form.' }) },
    resolve: (_root, { input }, context) => startKalp(input.application, 'input.application', context),
  }),
}));
