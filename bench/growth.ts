import { start } from './control.ts';
import { load, type Measured, type Request } from './load.ts';
import { accountsOf, CLIENTS, dashboard, ordersPages, tiny } from './workloads.ts';

export interface Point {
  readonly what: string;
  readonly size: number;
  readonly measured: Measured;
  /** CPU in microseconds per order, account or request. */
  readonly perUnit: number;
}

const ORDERS = [10, 30, 100, 300, 1_000, 3_000];
const ACCOUNTS = [1, 5, 20, 50, 100, 200];
const CALLERS = [1, 4, 16, 64, 256];
/** Stretches of requests over which memory is watched. */
const STRETCHES = 5;

/** How the cost grows with the size of the answer, the callers at the same time, and the requests served. */
export async function* growthOf(short: boolean): AsyncGenerator<Point> {
  const seconds = short ? 0.4 : 1;
  const upstream = await start('./upstream.ts', JSON.stringify({ accounts: 200, orders: 3_000, instruments: 40 }));
  const gateway = await start('./gateway.ts', upstream.url, '{"referenceMs":0}');
  const client = CLIENTS[0] ?? '';
  const at = (request: (index: number) => Request, callers: number, forSeconds = seconds) =>
    load(gateway, request, { seconds: forSeconds, callers });

  for (const [what, sizes, requestOf] of [
    ['orders', ORDERS, ordersPages],
    ['accounts', ACCOUNTS, accountsOf],
  ] as const) {
    for (const size of sizes) {
      const request = requestOf(size)(client);
      await at(() => request, 2);
      const measured = await at(() => request, 2);
      yield { what, size, measured, perUnit: (measured.cpuMsPerRequest * 1000) / size };
    }
  }
  for (const size of CALLERS) {
    const measured = await at((index) => dashboard.gateway(CLIENTS[index % CLIENTS.length] ?? ''), size);
    yield { what: 'callers of the dashboard', size, measured, perUnit: measured.cpuMsPerRequest * 1000 };
  }
  let served = 0;
  for (let stretch = 0; stretch < STRETCHES; stretch += 1) {
    const measured = await at(() => tiny.gateway(client), 16, short ? 1 : 4);
    served += measured.requests;
    yield { what: 'requests served (tiny)', size: served, measured, perUnit: measured.cpuMsPerRequest * 1000 };
  }
  await gateway.stop();
  await upstream.stop();
}
