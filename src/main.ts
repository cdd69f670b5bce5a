import { existsSync } from 'node:fs';
import { loadSettings, PROVIDER_KEYS } from './config/index.ts';
import { startGateway } from './gateway.ts';
import { tuneMemory } from './lifecycle/memory.ts';
import { reloadedOf } from './lifecycle/reload.ts';
import { handleSignals } from './lifecycle/signals.ts';

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env'); // the environment itself goes before it
  const { providers, off, sandboxSpeed, secretsRefreshMs, ...settings } = loadSettings(process.env);
  const sandboxed = new Set(PROVIDER_KEYS.filter((key) => !providers[key] && !off.has(key)));
  const sandbox =
    sandboxed.size > 0
      ? await (
          await import('../sandbox/index.ts')
        ).startProviders(sandboxed, { speed: sandboxSpeed, backgroundActivity: true })
      : undefined;
  tuneMemory();
  const gateway = await startGateway({ ...sandbox?.settings, ...providers, ...settings, sandboxed });

  const list = (keys: readonly string[]): string => keys.join(', ') || 'none';
  console.log(`
  Financial GraphQL gateway
  GraphiQL and API   ${gateway.url}/graphql
  Sandboxed          ${list([...sandboxed])}
  Live               ${list(Object.keys(providers))}${off.size > 0 ? `\n  Off                ${list([...off])}` : ''}

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
