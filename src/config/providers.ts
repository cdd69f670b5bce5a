import { z } from 'zod';
import { choice, number } from './kinds.ts';
import { rule } from './rules.ts';

const onOrOff = (provider: string) =>
  choice('on', 'off')
    .default('on')
    .meta({
      description: `\`off\`: the gateway does without ${provider}. Its fields fail with \`PROVIDER_OFF\`, its callback addresses answer 404, and its settings are neither required nor read.`,
    });

export const PROVIDERS = z
  .object({
    FONDO: onOrOff('Fondo'),
    PAYEX: onOrOff('PayEx'),
    AARTHIK: onOrOff('Aarthik'),
    SANDBOX: choice('on', 'off').default('on').meta({
      description:
        '`off`: every provider that is on needs its settings. `on`: a provider without settings is answered by its sandbox, in production too.',
      production: 'off',
    }),
    SANDBOX_SPEED: number(0, 1000)
      .refine((speed) => speed > 0)
      .default(1)
      .meta({
        description: 'How many times as fast as real time the sandbox runs.',
        expected: 'a number above 0, at most 1000',
      }),
    SANDBOX_CONTROL_TOKEN: z.string().min(16).optional().meta({
      description:
        'Bearer token of the control of the sandbox (`/sandbox`). Without it the control is open on a loopback address, and closed on any other.',
      expected: 'a text of at least 16 characters',
      secret: true,
      defaultText: 'none',
    }),
  })
  .refine(
    ({ FONDO, PAYEX, AARTHIK }) => [FONDO, PAYEX, AARTHIK].includes('on'),
    rule(['PAYEX', 'AARTHIK', 'FONDO'], 'expected at least one provider to be on'),
  )
  .meta({ title: 'Providers' });
