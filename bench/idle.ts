/** `npm run idle [subscribers]`: memory per idle subscriber of the gateway, in bytes. */
import { setTimeout as delay } from 'node:timers/promises';
import { DEMO_CLIENT } from '../sandbox/fondo/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { LightClient } from './light-client.ts';
import { measure } from './realtime-process.ts';

const [subscribers = 10_000] = process.argv.slice(2).map(Number);
const WARM_UP = 200;

await using sandbox = await startSandbox({ speed: 1 });
await using gateway = await measure({ gateway: sandbox.settings.fondo });
const clients: LightClient[] = [];
const join = async (count: number): Promise<void> => {
  for (let at = 0; at < count; at += 1) {
    const client = await LightClient.open(gateway.url);
    await client.subscribe(`subscription { clientEvents(client: "${DEMO_CLIENT}") { cursor action } }`);
    clients.push(client);
  }
  await delay(1_000);
};
await join(WARM_UP);
const before = await gateway.usage();
await join(subscribers);
const after = await gateway.usage();
const perSubscriber = (bytes: number): string => `${(bytes / subscribers / 1024).toFixed(1)} KB`;
console.log(
  `${subscribers} idle subscribers, one connection each: ${perSubscriber(after.rss - before.rss)} of memory each`,
);
console.log(`of which ${perSubscriber(after.heap - before.heap)} are JavaScript objects`);
process.exit(0);
