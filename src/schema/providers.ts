import type { Context } from '../context.ts';
import { builder } from './builder.ts';
import { Provider } from './problem.ts';

interface ProviderStatusShape {
  readonly provider: 'FONDO' | 'PAYEX' | 'AARTHIK';
  readonly connection: Context['connections'][keyof Context['connections']];
  readonly sandboxed: boolean;
}

const ProviderStatus = builder.objectRef<ProviderStatusShape>('ProviderStatus').implement({
  description: 'How the gateway stands with one provider.',
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, nullable: false, description: 'Which one.' }),
    isSandbox: t.exposeBoolean('sandboxed', {
      nullable: false,
      description: 'Answered by the built-in sandbox: nothing is real.',
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
    resolve: (_root, _args, { connections, sandboxed }) => [
      { provider: 'FONDO' as const, connection: connections.fondo, sandboxed: sandboxed.has('fondo') },
      { provider: 'PAYEX' as const, connection: connections.payex, sandboxed: sandboxed.has('payex') },
      { provider: 'AARTHIK' as const, connection: connections.aarthik, sandboxed: sandboxed.has('aarthik') },
    ],
  }),
);
