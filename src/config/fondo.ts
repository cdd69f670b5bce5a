import { z } from 'zod';
import type { FondoSettings } from '../datasources/fondo/index.ts';
import { choice, text, url } from './kinds.ts';

export const FONDO = z
  .object({
    FONDO_URL: url.meta({
      description:
        'Base address: `https://api.fondo.se`, or `https://api.sandbox.fondo.se` for the test environment of Fondo.',
    }),
    FONDO_CLIENT_ID: text.meta({ description: 'OAuth2 client id of the partner.' }),
    FONDO_CLIENT_SECRET: text.meta({ description: 'OAuth2 client secret of the partner.', secret: true }),
    FONDO_WEBHOOK_SECRET: text.optional().meta({
      description: 'Key of the signatures of journey callbacks. Without it no callback is accepted.',
      secret: true,
    }),
    FONDO_WEBHOOK_HEADER: text.default('x-fondo-signature').meta({ description: 'Header that carries the signature.' }),
    FONDO_WEBHOOK_FORMAT: choice('timestamped', 'hex', 'base64').default('timestamped').meta({
      description:
        'Form of the signature: `t=<seconds>,v1=<hex>` over `<seconds>.<body>`, or the HMAC-SHA256 of the body alone.',
    }),
  })
  .meta({ title: 'Fondo' });

export const fondoSettings = (values: z.output<typeof FONDO>): FondoSettings => ({
  url: values.FONDO_URL,
  clientId: values.FONDO_CLIENT_ID,
  clientSecret: values.FONDO_CLIENT_SECRET,
  callbacks:
    values.FONDO_WEBHOOK_SECRET === undefined
      ? undefined
      : {
          secret: values.FONDO_WEBHOOK_SECRET,
          header: values.FONDO_WEBHOOK_HEADER,
          format: values.FONDO_WEBHOOK_FORMAT,
        },
});
