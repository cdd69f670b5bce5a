/**
 * The gateway in live mode. Arguments: the upstream, and settings as JSON. The concurrency queue is enlarged, since
 * without its optimizations the gateway sends many more calls.
 */
import { loadSettings, type GatewayConfig } from '../src/config/index.ts';
import { startGateway } from '../src/gateway.ts';
import { tuneMemory } from '../src/lifecycle/memory.ts';
import { answerUsage } from './control.ts';

const [, , upstream = '', settings = '{}'] = process.argv;
tuneMemory();
const gateway = await startGateway({
  ...loadSettings({ AUTH: 'none', UPSTREAM_QUEUE: '100000', UPSTREAM_QUEUE_MS: '60000' }),
  fondo: { url: upstream, clientId: 'bench', clientSecret: 'bench' },
  payex: { url: upstream, ownerNo: '1', token: 'bench', apiVersion: 'v1' },
  aarthik: { url: upstream, apiKey: 'bench' },
  host: '127.0.0.1',
  port: 0,
  sandboxed: new Set(),
  graphiql: false,
  ...(JSON.parse(settings) as Partial<GatewayConfig>),
});
answerUsage();
process.send?.({ url: gateway.url });
