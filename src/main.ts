import { existsSync } from 'node:fs';
import { loadSettings, PROVIDER_KEYS } from './config/index.ts';
import { startGateway } from './gateway.ts';
import { tuneMemory } from './lifecycle/memory.ts';
import { reloadedOf } from './lifecycle/reload.ts';
import { isExposed, settingsOfWorld } from './lifecycle/sandbox.ts';
import { handleSignals } from './lifecycle/signals.ts';
import { startLines } from './lifecycle/start-lines.ts';
import { isWorker, superviseWorkers, tellStarted } from './lifecycle/workers.ts';
import { createLog } from './telemetry/logger.ts';

async function main(): Promise<void> {
  const env = { ...process.env };
  if (existsSync('.env')) process.loadEnvFile('.env'); // the environment itself goes before it
  const { providers, off, sandboxSpeed, sandboxToken, secretsRefreshMs, ...settings } = loadSettings(process.env);
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
        ).openSandbox(sandboxed, {
          speed: sandboxSpeed,
          backgroundActivity: true,
          access: { token: sandboxToken, exposed: isExposed(settings) },
          startGateway: (world) => startGateway({ ...world, ...settingsOfWorld(settings), sandboxed }),
        })
      : undefined;
  tuneMemory();
  const gateway = await startGateway({ ...sandbox?.settings, ...providers, ...settings, sandboxed });

  const { url, metricsUrl } = gateway;
  const { production = false } = settings;
  const live = Object.keys(providers);
  if (isWorker()) tellStarted(gateway);
  else console.log(startLines({ production, url, metricsUrl, sandboxed: [...sandboxed], live, off: [...off] }));

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
