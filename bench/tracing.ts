/**
 * Tracing overhead: requests per CPU second of the gateway for the dashboard without tracing, at the default sampling
 * rate, and with all operations traced. `node bench/tracing.ts` takes half a minute and prints a table.
 */
import { createServer } from 'node:http';
import { loadSettings } from '../src/config/index.ts';
import { listen } from '../src/server/http.ts';
import { start } from './control.ts';
import { load, median } from './load.ts';
import { CLIENTS, dashboard } from './workloads.ts';

const ROUNDS = 5;
const SECONDS = 1;
const CALLERS = 8;
const WARM_UP = 2;

let received = 0;
const collector = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => (received += chunk.length)).on('end', () => response.end('{}'));
});
const endpoint = await listen(collector, '127.0.0.1', 0);
const upstream = await start('./upstream.ts', JSON.stringify({ accounts: 20, orders: 400, instruments: 40 }));
const gatewayWith = (ratio: number | undefined) => {
  const tracing = ratio === undefined ? undefined : { endpoint, service: 'bench', ratio };
  return start('./gateway.ts', upstream.url, JSON.stringify({ telemetry: { logLevel: 'warn', tracing } }));
};
const byDefault = loadSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).telemetry.tracing?.ratio;
const servers = new Map([
  ['not traced', await gatewayWith(undefined)],
  [`${byDefault} of the operations (default)`, await gatewayWith(byDefault)],
  ['every operation', await gatewayWith(1)],
]);

const costs = new Map<string, number[]>();
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  for (const [name, server] of servers) {
    const requestAt = (index: number) => dashboard.gateway(CLIENTS[index % CLIENTS.length] ?? '');
    const { cpuMsPerRequest } = await load(server, requestAt, { seconds: SECONDS, callers: CALLERS });
    if (round >= 0) costs.set(name, [...(costs.get(name) ?? []), cpuMsPerRequest]);
  }
}
const base = median(costs.get('not traced') ?? []);
console.log('| traced | CPU ms/request | throughput |\n| --- | --- | --- |');
for (const [name, each] of costs)
  console.log(`| ${name} | ${median(each).toFixed(3)} | ${((100 * base) / median(each)).toFixed(0)} % |`);
console.log(`The collector received ${received} bytes.`);
process.exit(0);
