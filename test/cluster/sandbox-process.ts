/** The sandbox as a process of its own, which does what the test that has started it asks for. */
import { randomUUID } from 'node:crypto';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { answer } from './helper-process.ts';
import { polledObjects } from './polled-objects.ts';

const LOOK_MS = 5;

const sandbox = await startSandbox({ speed: 1 });
sandbox.payex.variants.autoSign = false;
const { state } = sandbox.fondo;
const clients: string[] = [];
let mostSockets = 0;
const calls: { readonly operation: string; readonly path: string; readonly at: number }[] = [];

setInterval(() => {
  for (const client of clients) mostSockets = Math.max(mostSockets, sandbox.fondo.sockets(client));
  for (const provider of [sandbox.fondo, sandbox.payex, sandbox.aarthik]) {
    for (const { operationId, path, at } of provider.calls) calls.push({ operation: operationId, path, at });
    provider.forget();
  }
}, LOOK_MS);

const acts = {
  settings: () => sandbox.settings,
  /** A client with so many accounts; its id. */
  addClient(accounts: number): string {
    const demo = state.books(DEMO_CLIENT);
    const id = randomUUID();
    const books = state.addClient({ ...demo.client, id }, demo.custodians, demo.universe);
    for (const row of demo.tables.account.rows.slice(0, accounts))
      books.tables.account.put({ ...row, id: randomUUID(), clientId: id });
    clients.push(id);
    return id;
  },
  /** Changes the account with this number of a client; which one, and its version. */
  change(client: string, account: number) {
    const books = state.books(client);
    const { id } = books.tables.account.rows[account] as { id: string };
    const { modifiedDate } = state.change(books, 'account', id, { name: `changed at ${sandbox.clock.iso()}` });
    return { id, version: modifiedDate };
  },
  /** The open sockets of each client. */
  sockets: () => clients.map((client) => sandbox.fondo.sockets(client)),
  /** Most sockets that one client had at the same time since the last call. */
  mostSockets(): number {
    const most = mostSockets;
    mostSockets = 0;
    return most;
  },
  ...polledObjects(sandbox),
  /** By the clock of `calls`. */
  now: () => performance.now(),
  /** What was called since the last time that this was asked, and when, in milliseconds of a clock that only goes forward. */
  calls: () => calls.splice(0),
};

export type SandboxActs = typeof acts;

answer(acts);
