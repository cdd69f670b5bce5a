import { z } from 'zod';
import { HANDOFF_PATH } from '../datasources/aarthik/client.ts';
import type { AarthikSettings } from '../datasources/aarthik/index.ts';
import { SNAPSHOT_PATH } from '../datasources/aarthik/receiver.ts';
import { SIGNATURE_DEFAULTS } from '../datasources/aarthik/signature.ts';
import { choice, text, url } from './kinds.ts';

const uuid = z.guid().meta({ expected: 'a UUID' });

const handoffPath = z
  .string()
  .regex(/^\/[\w/{}.-]+$/)
  .includes('{borrowerProviderID}')
  .includes('{offerID}')
  .meta({ expected: 'a path with `{borrowerProviderID}` and `{offerID}`' });

const headerName = z
  .string()
  .regex(/^[\w-]+$/)
  .toLowerCase()
  .meta({ expected: 'the name of a header' });

/** Without the time in it a delivery could be replayed for ever. */
const signedText = z
  .string()
  .includes('{timestamp}')
  .includes('{body}')
  .meta({ expected: 'a text with `{timestamp}` and `{body}`' });

export const AARTHIK = z
  .object({
    AARTHIK_URL: url.meta({ description: 'Base address.' }),
    AARTHIK_API_KEY: text.meta({ description: '`sk_test_…` or `sk_live_…`.', secret: true }),
    AARTHIK_TENANT_ID: uuid
      .optional()
      .meta({ description: 'Tenant of the key: needed for the administration of webhooks.' }),
    AARTHIK_APPLICATION_ID: uuid
      .optional()
      .meta({ description: 'Application of the key: needed for the administration of webhooks.' }),
    AARTHIK_HANDOFF_PATH: handoffPath.default(HANDOFF_PATH).meta({
      description:
        'Path of the call that creates a hosted URL, with `{borrowerProviderID}` and `{offerID}`. Inferred: ask Aarthik.',
    }),
    AARTHIK_WEBHOOK_SECRET: text.optional().meta({
      description: `Signing secret of the application. Without it \`${SNAPSHOT_PATH}\` accepts nothing.`,
      secret: true,
    }),
    AARTHIK_WEBHOOK_SIGNATURE_HEADER: headerName
      .default(SIGNATURE_DEFAULTS.signatureHeader)
      .meta({ description: 'Header with the signature. Inferred.' }),
    AARTHIK_WEBHOOK_TIMESTAMP_HEADER: headerName
      .default(SIGNATURE_DEFAULTS.timestampHeader)
      .meta({ description: 'Header with the Unix time of sending. Inferred.' }),
    AARTHIK_WEBHOOK_DELIVERY_HEADER: headerName
      .default(SIGNATURE_DEFAULTS.deliveryHeader)
      .meta({ description: 'Header with the id of the delivery, which counts only together with its body. Inferred.' }),
    AARTHIK_WEBHOOK_SIGNED: signedText
      .default(SIGNATURE_DEFAULTS.signed)
      .meta({ description: 'Text that is signed, with `{timestamp}` and `{body}`. Inferred.' }),
    AARTHIK_WEBHOOK_ALGORITHM: choice('sha256', 'sha512')
      .default(SIGNATURE_DEFAULTS.algorithm)
      .meta({ description: 'Hash of the HMAC. Inferred.' }),
    AARTHIK_WEBHOOK_ENCODING: choice('hex', 'base64')
      .default(SIGNATURE_DEFAULTS.encoding)
      .meta({ description: 'Encoding of the signature. Inferred.' }),
  })
  .meta({ title: 'Aarthik' });

export const aarthikSettings = (values: z.output<typeof AARTHIK>): AarthikSettings => ({
  url: values.AARTHIK_URL,
  apiKey: values.AARTHIK_API_KEY,
  handoffPath: values.AARTHIK_HANDOFF_PATH,
  tenantId: values.AARTHIK_TENANT_ID,
  applicationId: values.AARTHIK_APPLICATION_ID,
  webhook:
    values.AARTHIK_WEBHOOK_SECRET === undefined
      ? undefined
      : {
          secret: values.AARTHIK_WEBHOOK_SECRET,
          signatureHeader: values.AARTHIK_WEBHOOK_SIGNATURE_HEADER,
          timestampHeader: values.AARTHIK_WEBHOOK_TIMESTAMP_HEADER,
          deliveryHeader: values.AARTHIK_WEBHOOK_DELIVERY_HEADER,
          signed: values.AARTHIK_WEBHOOK_SIGNED,
          algorithm: values.AARTHIK_WEBHOOK_ALGORITHM,
          encoding: values.AARTHIK_WEBHOOK_ENCODING,
        },
});
