import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { list, onOff, origins, parsed, port, text, url, whole } from './kinds.ts';
import { rule } from './rules.ts';

const MINUTE = 60_000;

export const SERVER = z
  .object({
    NODE_ENV: text.default('development').meta({
      description:
        '`production` turns the sandbox, GraphiQL and introspection off unless they are enabled explicitly, and limits the rate of each caller.',
    }),
    HOST: text.default('127.0.0.1').meta({ description: 'Address on which the gateway listens.' }),
    PORT: port.default(4000).meta({ description: 'Port on which the gateway listens; 0 takes a free one.' }),
    WORKERS: parsed('a whole number from 1 to 256, or `auto`', (value) => {
      if (value === 'auto') return availableParallelism();
      return /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 256 ? Number(value) : undefined;
    })
      .default(1)
      .meta({
        description:
          'Processes that listen on the same port (Linux), so that all cores are used; `auto`: one for each core. They behave as one over `REDIS_URL`, for which a Redis of the same machine will do. SIGHUP replaces one after the other. See docs/scale-out.md.',
      }),
    PUBLIC_URL: url.optional().meta({
      description:
        'Address under which the gateway is reachable from outside, for links to documents. With it, callback addresses are passed to the providers (signings of PayEx, journeys of Fondo), so that changes arrive at once.',
    }),
    CALLBACK_ORIGINS: origins.default([]).meta({
      description:
        'Origins to which callers may have providers post callbacks (`callbackUrl` of a mutation, `url` of a webhook); https in production.',
      defaultText: 'the origin of `PUBLIC_URL`',
    }),
    FILES_SECRET: text.optional().meta({
      description:
        'Key with which the gateway seals what it hands out (links to documents, the scope of journeys). Use the same one for every instance.',
      secret: true,
      defaultText: 'random at every start',
    }),
    FILES_SECRET_PREVIOUS: list(text).default([]).meta({
      expected: 'texts, separated by commas',
      description:
        'Further keys that open what was sealed, while `FILES_SECRET` is replaced on one instance after the other; see docs/scale-out.md.',
      secret: true,
      defaultText: 'none',
    }),
    GRAPHIQL: onOff
      .default(true)
      .meta({ description: 'Whether a browser on /graphql gets GraphiQL.', production: 'off' }),
    BACKOFFICE: onOff.default(false).meta({
      description:
        'Whether mutations that skip signature or credit check are permitted: approving paper forms, opening accounts and setting limits outright; and the administration of loan webhooks. Where callers are authenticated, the permission `backoffice` decides instead.',
    }),
    DRAIN_MS: whole(0, 10 * MINUTE)
      .default(0)
      .meta({
        description:
          'After SIGTERM: milliseconds for which the gateway reports not ready but still accepts requests, so that load balancers stop routing to it first.',
        production: '5000',
      }),
    GRACE_MS: whole(0, 10 * MINUTE)
      .default(25_000)
      .meta({
        description:
          'After draining: milliseconds in which operations in flight may finish. Writes are waited for in any case, within the deadline of their provider.',
      }),
    SECRETS_REFRESH_MS: whole(0, 60 * MINUTE)
      .default(MINUTE)
      .meta({
        description:
          'How often the files of `…_FILE` settings and `TRUSTED_DOCUMENTS` are read again, in milliseconds; 0: only on SIGHUP.',
      }),
  })
  .refine(
    ({ NODE_ENV: mode, CALLBACK_ORIGINS: callers }) =>
      mode !== 'production' || callers.every((origin) => origin.startsWith('https:')),
    rule(['NODE_ENV', 'CALLBACK_ORIGINS'], 'expected https origins in production'),
  )
  .refine(
    ({ WORKERS: workers, PORT: listened }) => workers === 1 || listened > 0,
    rule(['WORKERS', 'PORT'], 'expected the port that all WORKERS share'),
  )
  .meta({ title: 'Server' });
