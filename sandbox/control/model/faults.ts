import { z } from 'zod';
import { duration, ProviderName } from './common.ts';

const HEADER = /^[!#$%&'*+.^_`|~\w-]+$/;
const TEXT = /^[\t\x20-\x7e]*$/;

const provider = { provider: ProviderName };
const lasts = {
  for: duration.optional().meta({
    description: 'ISO 8601, in real time, since it is the network that fails. Left out: until it is taken back.',
  }),
};
const some = {
  ...lasts,
  operation: z
    .string()
    .max(100)
    .optional()
    .meta({ description: '`operationId` of the contract; left out or `*`: all, WebSocket upgrades included.' }),
  times: z.int().min(1).max(10_000).optional().meta({ description: 'How many requests it affects.' }),
};

export const FaultRequest = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...provider, kind: z.literal('DOWN'), ...lasts }),
    z.strictObject({ ...provider, kind: z.literal('SLOW'), delayMs: z.int().min(1).max(600_000), ...some }),
    z.strictObject({
      ...provider,
      kind: z.literal('ANSWER'),
      status: z.int().min(200).max(599),
      body: z
        .json()
        .optional()
        .meta({ description: 'Sent as JSON; a text is sent as it is where `contentType` is given.' }),
      contentType: z.string().max(200).regex(TEXT).optional(),
      headers: z.record(z.string().max(100).regex(HEADER), z.string().max(1_000).regex(TEXT)).optional(),
      ...some,
    }),
    z.strictObject({
      ...provider,
      kind: z.literal('SOCKET'),
      socket: z.enum(['REFUSE', 'LOSE', 'TRUNCATE', 'HANG', 'ENDLESS']).meta({
        description:
          '`REFUSE`: reset before the request is handled. `LOSE`: handled, and the answer is lost. `TRUNCATE`: the answer is cut off. `HANG`: no answer ever. `ENDLESS`: an answer that never ends.',
      }),
      ...some,
    }),
  ])
  .meta({ id: 'FaultRequest' });

export const Fault = z
  .object({
    id: z.string(),
    provider: ProviderName,
    kind: z.enum(['DOWN', 'SLOW', 'ANSWER', 'SOCKET']),
    operation: z.string(),
    left: z.int().nullable().meta({ description: 'How many more requests it affects; null: all.' }),
    until: z.iso.datetime().nullable().meta({ description: 'In real time; null: until it is taken back.' }),
  })
  .meta({ id: 'Fault' });

export const Calls = z
  .object({
    calls: z.array(
      z.object({
        provider: ProviderName,
        operation: z.string(),
        method: z.string(),
        path: z.string(),
        status: z.int().nullable().meta({ description: 'Null while it is answered, and where a fault answered it.' }),
      }),
    ),
  })
  .meta({ id: 'Calls' });
