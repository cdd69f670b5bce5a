import { SNAPSHOT_PATH } from '../../datasources/aarthik/receiver.ts';
import type { WebhookConfiguration } from '../../datasources/aarthik/webhook-admin.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { mayFail } from '../kit/nullability.ts';
import { permitBackOffice } from '../kit/permit.ts';
import { expected } from '../kit/problem.ts';

const LoanWebhook = builder.objectRef<WebhookConfiguration>('LoanWebhook').implement({
  description: 'Where Aarthik posts the snapshots of loan journeys: one address per application.',
  fields: (t) => ({
    isEnabled: t.exposeBoolean('enabled', { nullable: false, description: 'Whether snapshots are sent.' }),
    url: t.expose('url', {
      type: 'URL',
      description: 'Where to; null while none are sent.',
      extensions: urlFrom('aarthik'),
    }),
  }),
});

builder.queryField('loanWebhook', (t) =>
  t.field({
    type: LoanWebhook,
    nullable: false,
    extensions: mayFail,
    description:
      'The webhook of the loan platform. Back office only: needs the permission `backoffice`, or `BACKOFFICE=on` where callers are not authenticated.',
    resolve: (_root, _args, context) => {
      permitBackOffice(context);
      return context.aarthik.webhooks.read();
    },
  }),
);

const SubscribeLoanWebhookInput = builder.inputType('SubscribeLoanWebhookInput', {
  description: 'Where snapshots are to be sent.',
  fields: (t) => ({
    url: t.field({
      type: 'URL',
      required: true,
      description: `The https address of this gateway with the path \`${SNAPSHOT_PATH}\`, or one of another origin in \`CALLBACK_ORIGINS\`.`,
    }),
  }),
});

builder.mutationFields((t) => ({
  subscribeLoanWebhook: t.field({
    type: LoanWebhook,
    errors: expected,
    description:
      'Subscribes to the webhook of the loan platform: Aarthik sends snapshots of loan journeys to this URL, which replaces the previous one. Back office only: needs the permission `backoffice`, or `BACKOFFICE=on` where callers are not authenticated.',
    args: { input: t.arg({ type: SubscribeLoanWebhookInput, required: true, description: 'The address.' }) },
    resolve: (_root, { input }, context) => {
      permitBackOffice(context);
      return context.aarthik.webhooks.subscribe(input.url, context.links.callbackOrigins);
    },
  }),
  unsubscribeLoanWebhook: t.field({
    type: LoanWebhook,
    errors: expected,
    description:
      'Unsubscribes from the webhook of the loan platform: no snapshots are sent any more, and the signing secret is disabled; the next subscription has another one. Back office only: needs the permission `backoffice`, or `BACKOFFICE=on` where callers are not authenticated.',
    resolve: (_root, _args, context) => {
      permitBackOffice(context);
      return context.aarthik.webhooks.unsubscribe();
    },
  }),
}));
