import { z } from 'zod';
import type { PayexSettings } from '../datasources/payex/index.ts';
import { pem, text, url } from './kinds.ts';
import { rule } from './rules.ts';

export const PAYEX = z
  .object({
    PAYEX_URL: url.meta({ description: 'Base address.' }),
    PAYEX_OWNER_NO: text.meta({ description: 'Number of the ledger.' }),
    PAYEX_TOKEN: text.meta({ description: 'Reference token of the ledger.', secret: true }),
    PAYEX_CERT: pem.optional().meta({ description: 'Client certificate; requires `PAYEX_KEY`.', secret: true }),
    PAYEX_KEY: pem
      .optional()
      .meta({ description: 'Private key of the client certificate; requires `PAYEX_CERT`.', secret: true }),
    PAYEX_API_VERSION: text.default('v1').meta({ description: 'Version in the paths.' }),
  })
  .refine(({ PAYEX_CERT, PAYEX_KEY }) => !PAYEX_KEY || PAYEX_CERT, rule(['PAYEX_CERT']))
  .refine(({ PAYEX_CERT, PAYEX_KEY }) => !PAYEX_CERT || PAYEX_KEY, rule(['PAYEX_KEY']))
  .meta({ title: 'PayEx' });

export const payexSettings = (values: z.output<typeof PAYEX>): PayexSettings => ({
  url: values.PAYEX_URL,
  ownerNo: values.PAYEX_OWNER_NO,
  token: values.PAYEX_TOKEN,
  cert: values.PAYEX_CERT,
  key: values.PAYEX_KEY,
  apiVersion: values.PAYEX_API_VERSION,
});
