/** `node bench/rolling.ts [requests]`: rolling restart of two instances under load, behind a load balancer. */
import { startSandbox } from '../sandbox/index.ts';
import { loadSettings } from '../src/config/index.ts';
import { startGateway, type Gateway } from '../src/gateway.ts';
import { flood, startBalancer } from './balancer.ts';

const [count = 5_000] = process.argv.slice(2).map(Number);
const CONCURRENCY = 20;

const sandbox = await startSandbox({ speed: 0 });
const start = (): Promise<Gateway> =>
  startGateway({
    ...sandbox.settings,
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
    port: 0,
    limits: loadSettings({ MAX_EVENT_LOOP_DELAY_MS: '60000' }).limits, // everything runs in one process
    stop: { drainMs: 500, graceMs: 10_000 },
  });
const balancer = await startBalancer();
const running = [await start(), await start()];
for (const { url } of running) await balancer.add(url);

let restarts = 0;
let over = false;
/** Repeatedly replaces the older instance by a new one, like a rolling update. */
async function roll(): Promise<void> {
  while (!over) {
    const fresh = await start();
    await balancer.add(fresh.url);
    running.push(fresh);
    const old = running.shift();
    await old?.stop();
    if (old) balancer.remove(old.url);
    restarts += 1;
  }
}
const rolling = roll();
const failures = await flood(balancer.url, count, CONCURRENCY);
over = true;
await rolling;
console.log({ requests: count, restarts, lost: balancer.lost, failures: failures.length });
const lost = balancer.lost;
await balancer[Symbol.asyncDispose]();
for (const gateway of running) await gateway.close();
await sandbox.close();
process.exitCode = lost + failures.length > 0 || restarts < 2 ? 1 : 0;
