import type { Upstream } from '../datasources/kit/resilience.ts';
import type { Context } from '../context.ts';
import type { StreamHealth as StreamHealthShape } from '../subscriptions/health.ts';
import { builder } from './kit/builder.ts';
import { Provider } from './kit/problem.ts';

interface ProviderStatusShape {
  readonly provider: 'FONDO' | 'PAYEX' | 'AARTHIK';
  readonly connection: Context['connections'][keyof Context['connections']];
  readonly sandboxed: boolean;
  readonly upstream: Upstream;
}

const BreakerState = builder.enumType('BreakerState', {
  description: 'Whether the gateway asks a provider that has failed.',
  values: {
    CLOSED: { description: 'All is well: it is asked.' },
    OPEN: { description: 'It failed too often and is left alone for a while: whatever needs it fails at once.' },
    HALF_OPEN: { description: 'One call tries whether it is back.' },
  } as const,
});

const StreamHealth = builder.objectRef<StreamHealthShape>('StreamHealth').implement({
  description: 'What the gateway keeps open to a provider for all subscribers together.',
  fields: (t) => ({
    sockets: t.exposeInt('sockets', { nullable: false, description: 'Event sockets that are wanted.' }),
    liveSockets: t.exposeInt('liveSockets', {
      nullable: false,
      description: 'Those of them whose stream is up to date; the others connect or catch up.',
    }),
    pollers: t.exposeInt('pollers', { nullable: false, description: 'Things that are asked about again and again.' }),
  }),
});

const ProviderStatus = builder.objectRef<ProviderStatusShape>('ProviderStatus').implement({
  description: 'How the gateway stands with one provider.',
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, nullable: false, description: 'Which one.' }),
    isSandbox: t.exposeBoolean('sandboxed', {
      nullable: false,
      description: 'Answered by the built-in sandbox: nothing is real.',
    }),
    breaker: t.field({
      type: BreakerState,
      nullable: false,
      description: 'Whether the gateway asks it at the moment. Knowing costs no call.',
      resolve: ({ upstream }) => upstream.state.breaker,
    }),
    streams: t.field({
      type: StreamHealth,
      nullable: false,
      description: 'How its subscriptions are served.',
      resolve: ({ provider }, _args, { streamHealth }) => streamHealth[provider],
    }),
    isReachable: t.boolean({
      nullable: false,
      description: 'Whether it answers now. Asking costs one call to it.',
      resolve: ({ connection }, _args, { signal }) =>
        connection.ping(signal).then(
          () => true,
          () => false,
        ),
    }),
  }),
});

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderStatus],
    nullable: false,
    description: 'The providers behind this API.',
    resolve: (_root, _args, { connections, sandboxed, upstreams }) => [
      {
        provider: 'FONDO' as const,
        connection: connections.fondo,
        sandboxed: sandboxed.has('fondo'),
        upstream: upstreams.fondo,
      },
      {
        provider: 'PAYEX' as const,
        connection: connections.payex,
        sandboxed: sandboxed.has('payex'),
        upstream: upstreams.payex,
      },
      {
        provider: 'AARTHIK' as const,
        connection: connections.aarthik,
        sandboxed: sandboxed.has('aarthik'),
        upstream: upstreams.aarthik,
      },
    ],
  }),
);
