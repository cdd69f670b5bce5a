import { existsSync } from 'node:fs';
import { loadSettings, PROVIDER_KEYS } from './config/index.ts';
import { startGateway } from './gateway.ts';
import { tuneMemory } from './lifecycle/memory.ts';
import { reloadedOf } from './lifecycle/reload.ts';
import { handleSignals } from './lifecycle/signals.ts';
import { isWorker, superviseWorkers, tellStarted } from './lifecycle/workers.ts';
import { createLog } from './telemetry/logger.ts';

async function main(): Promise<void> {
  const env = { ...process.env };
  if (existsSync('.env')) process.loadEnvFile('.env'); // the environment itself goes before it
  const { providers, off, sandboxSpeed, secretsRefreshMs, ...settings } = loadSettings(process.env);
  const { workers, telemetry } = settings;
  if (workers > 1 && !isWorker()) {
    const { logLevel, metricsPort } = telemetry;
    return superviseWorkers(workers, { env, log: createLog(logLevel), module: import.meta.filename, metricsPort });
  }
  const sandboxed = new Set(PROVIDER_KEYS.filter((key) => !providers[key] && !off.has(key)));
  const sandbox =
    sandboxed.size > 0
      ? await (
          await import('../sandbox/index.ts')
        ).startProviders(sandboxed, { speed: sandboxSpeed, backgroundActivity: true })
      : undefined;
  tuneMemory();
  const gateway = await startGateway({ ...sandbox?.settings, ...providers, ...settings, sandboxed });

  if (isWorker()) tellStarted(gateway);
  else printWelcome(gateway.url, { sandboxed, live: Object.keys(providers), off });

  handleSignals({
    gateway,
    refreshMs: secretsRefreshMs,
    readSecrets: () => reloadedOf(loadSettings(process.env)),
    closed: () => sandbox?.close(),
  });
}

interface Sides {
  readonly sandboxed: ReadonlySet<string>;
  readonly live: readonly string[];
  readonly off: ReadonlySet<string>;
}

function printWelcome(url: string, { sandboxed, live, off }: Sides): void {
  const list = (keys: readonly string[]): string => keys.join(', ') || 'none';
  console.log(`
  Financial GraphQL gateway
  GraphiQL and API   ${url}/graphql
  Sandboxed          ${list([...sandboxed])}
  Live               ${list(live)}${off.size > 0 ? `\n  Off                ${list([...off])}` : ''}

  Try:  curl ${url}/graphql -H 'content-type: application/json' \\
          -d '{"query":"{ clients { nodes { name accounts(first: 3) { nodes { name } } } } }"}'
`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
