/** The simulator of Fondo, as a process of its own, with as many clients as are asked for. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { answer } from '../../test/cluster/helper-process.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startSandbox } from '../../sandbox/index.ts';

const FORGET_MS = 100;

const { fondo, settings, clock } = await startSandbox({ speed: 1 });
const { state } = fondo;
const reads = new Map<string, number>();

/** The record of its calls is theirs to keep, and would grow with the run. */
function count(): void {
  for (const { operationId = 'socket' } of fondo.calls) reads.set(operationId, (reads.get(operationId) ?? 0) + 1);
  fondo.forget();
}
setInterval(count, FORGET_MS).unref();

/** Changes the first account of a client; its name says the number of the change. */
function change(client: string, number: number): void {
  const books = state.books(client);
  const { id } = books.tables.account.rows[0] as { id: string };
  state.change(books, 'account', id, { name: `change-${number}-` });
}

const acts = {
  settings: () => settings.fondo,
  /** Adds clients with so many accounts each; their ids. */
  addClients(clients: number, accounts: number): string[] {
    const demo = state.books(DEMO_CLIENT);
    return Array.from({ length: clients }, () => {
      const id = randomUUID();
      const books = state.addClient({ ...demo.client, id }, demo.custodians, demo.universe);
      for (const row of demo.tables.account.rows.slice(0, accounts))
        books.tables.account.put({ ...row, id: randomUUID(), clientId: id, modifiedDate: clock.iso() });
      return id;
    });
  },
  /** Changes one client after the other, evenly; how many changes were made. */
  async drive(clients: readonly string[], perSecond: number, seconds: number): Promise<number> {
    const startedAt = performance.now();
    let made = 0;
    for (; made < perSecond * seconds; made += 1) {
      change(clients[made % clients.length] as string, made);
      const early = startedAt + ((made + 1) * 1_000) / perSecond - performance.now();
      if (early > 1) await delay(early);
    }
    return made;
  },
  /** Changes each client once. */
  changeAll: (clients: readonly string[], number: number) => clients.forEach((client) => change(client, number)),
  /** Event sockets that are open at these clients. */
  sockets: (clients: readonly string[]) => clients.reduce((sum, client) => sum + fondo.sockets(client), 0),
  /** How often each operation was called since this was last asked. */
  reads(): Record<string, number> {
    count();
    const found = Object.fromEntries(reads);
    reads.clear();
    return found;
  },
};

export type FondoActs = typeof acts;

answer(acts);
