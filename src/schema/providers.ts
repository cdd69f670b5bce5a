import type { ProviderKey } from '../config/index.ts';
import type { Upstream } from '../datasources/kit/http/resilience.ts';
import type { Context } from '../context.ts';
import type { ProviderName } from '../problem.ts';
import type { StreamHealth as StreamHealthShape } from '../subscriptions/health.ts';
import { builder } from './kit/builder.ts';
import { listSize } from './kit/list-size.ts';
import { ownRows } from './kit/nullability.ts';
import { Provider } from './kit/problem.ts';

interface ProviderStatusShape {
  readonly provider: ProviderName;
  readonly connection: Context['connections'][keyof Context['connections']];
  readonly sandboxed: boolean;
  /** Undefined: the provider is off. */
  readonly upstream: Upstream | undefined;
}

const BreakerState = builder.enumType('BreakerState', {
  description: 'State of the circuit breaker in front of a provider.',
  values: {
    CLOSED: { description: 'Normal operation: calls are sent.' },
    OPEN: { description: 'The provider failed too often: for a while, calls fail immediately without being sent.' },
    HALF_OPEN: { description: 'One trial call is sent to find out whether the provider has recovered.' },
  } as const,
});

const StreamHealth = builder.objectRef<StreamHealthShape>('StreamHealth').implement({
  description: 'Connections and pollers that the gateway runs towards a provider, for all subscribers together.',
  fields: (t) => ({
    sockets: t.exposeInt('sockets', { nullable: false, description: 'Event sockets, whatever their state.' }),
    liveSockets: t.exposeInt('liveSockets', {
      nullable: false,
      description: 'Event sockets that are connected and up to date; the others are connecting or catching up.',
    }),
    pollers: t.exposeInt('pollers', { nullable: false, description: 'Objects that are polled.' }),
    isClusterWide: t.exposeBoolean('isClusterWide', {
      nullable: false,
      description:
        'Whether these are the numbers of all instances of the gateway, a second old at most. False for a single instance, and while the instances cannot reach what they share: then they are those of the instance that answers.',
    }),
  }),
});

const ProviderStatus = builder.objectRef<ProviderStatusShape>('ProviderStatus').implement({
  description: 'Status of one provider, as seen by the gateway.',
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, nullable: false, description: 'The provider.' }),
    isSandbox: t.exposeBoolean('sandboxed', {
      nullable: false,
      description: 'Whether the built-in sandbox answers in place of the provider.',
    }),
    isOff: t.boolean({
      nullable: false,
      description:
        'Whether this gateway does without the provider (`FONDO=off`, `PAYEX=off`, `AARTHIK=off`): its fields fail with the code `PROVIDER_OFF`.',
      resolve: ({ upstream }) => upstream === undefined,
    }),
    breaker: t.field({
      type: BreakerState,
      nullable: false,
      description: 'State of the circuit breaker; `OPEN` where the provider is off. Costs no call.',
      resolve: ({ upstream }) => upstream?.state.breaker ?? 'OPEN',
    }),
    streams: t.field({
      type: StreamHealth,
      nullable: false,
      description: 'Upstream connections and pollers that serve subscriptions.',
      resolve: ({ provider }, _args, { streamHealth }) => streamHealth[provider],
    }),
    isReachable: t.boolean({
      nullable: false,
      description: 'Whether the provider responds now. Costs one call, or none where the provider is off.',
      resolve: ({ connection, upstream }, _args, { signal, trace }) =>
        upstream !== undefined &&
        connection.ping({ signal, trace }).then(
          () => true,
          () => false,
        ),
    }),
  }),
});

const PROVIDERS = {
  fondo: 'FONDO',
  payex: 'PAYEX',
  aarthik: 'AARTHIK',
} as const satisfies Record<ProviderKey, ProviderName>;

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderStatus],
    extensions: { ...listSize(3), ...ownRows },
    nullable: false,
    description: 'The providers behind this API, with their status.',
    resolve: (_root, _args, { connections, sandboxed, upstreams }) =>
      Object.entries(PROVIDERS).map(([name, provider]): ProviderStatusShape => {
        const key = name as keyof typeof PROVIDERS;
        return { provider, connection: connections[key], sandboxed: sandboxed.has(key), upstream: upstreams[key] };
      }),
  }),
);
