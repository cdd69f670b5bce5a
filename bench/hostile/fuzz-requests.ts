/** `npm run fuzz:requests [-- count seed]`: hostile and malformed requests against a gateway on its sandbox. */
import { startSandbox } from '../../sandbox/index.ts';
import { startGateway } from '../../src/gateway.ts';
import { fuzz } from './fuzzing.ts';

const [count = 10_000, seed = 1] = process.argv.slice(2).map(Number);
const sandbox = await startSandbox({ speed: 0 });
const gateway = await startGateway({
  ...sandbox.settings,
  sandboxed: new Set(['fondo', 'payex', 'aarthik']),
  port: 0,
});
const rejections: unknown[] = [];
process.on('unhandledRejection', (error) => rejections.push(error));
const heap = (): number => (globalThis.gc?.(), process.memoryUsage().heapUsed / 2 ** 20);
await fuzz(gateway.url, Math.min(1_000, count), seed);
const before = heap();
const { sent, statuses, broken } = await fuzz(gateway.url, count, seed + 1);
await new Promise((resolve) => setTimeout(resolve, 2_000));
const after = heap();
console.log({
  sent,
  statuses,
  broken,
  unhandled: rejections.length,
  heapBeforeMb: Math.round(before),
  heapAfterMb: Math.round(after),
});
await gateway.close();
await sandbox.close();
if (broken.length > 0 || rejections.length > 0 || after > before + 50) process.exit(1);
