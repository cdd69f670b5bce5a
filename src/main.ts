import { existsSync } from 'node:fs';
import { loadSettings, type GatewayConfig, type ProviderKey } from './config/index.ts';
import { startGateway } from './gateway.ts';
import { tuneMemory } from './lifecycle/memory.ts';
import { reloadedOf } from './lifecycle/reload.ts';
import { handleSignals } from './lifecycle/signals.ts';

const PROVIDERS: readonly ProviderKey[] = ['fondo', 'payex', 'aarthik'];

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env'); // the environment itself goes before it
  const { providers, sandboxSpeed, secretsRefreshMs, ...settings } = loadSettings(process.env);
  const sandboxed = new Set(PROVIDERS.filter((provider) => !providers[provider]));
  const sandbox =
    sandboxed.size > 0
      ? await (await import('../sandbox/index.ts')).startSandbox({ speed: sandboxSpeed, ambient: true })
      : undefined;
  const config = { ...sandbox?.settings, ...providers, ...settings, sandboxed } as GatewayConfig;
  tuneMemory();
  const gateway = await startGateway(config);

  const list = (keys: readonly string[]): string => keys.join(', ') || 'none';
  console.log(`
  Financial GraphQL gateway
  GraphiQL and API   ${gateway.url}/graphql
  Sandboxed          ${list([...sandboxed])}
  Live               ${list(PROVIDERS.filter((provider) => !sandboxed.has(provider)))}

  Try:  curl ${gateway.url}/graphql -H 'content-type: application/json' \\
          -d '{"query":"{ clients { nodes { name accounts(first: 3) { nodes { name } } } } }"}'
`);

  handleSignals({
    gateway,
    refreshMs: secretsRefreshMs,
    readSecrets: () => reloadedOf(loadSettings(process.env)),
    closed: () => sandbox?.close(),
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
