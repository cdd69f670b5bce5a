import { basename, resolve } from 'node:path';
import type { Effort } from './compare.ts';
import { start, type Controlled } from './control.ts';
import { load, median, type Request } from './load.ts';
import type { Report } from './report.ts';
import { CLIENTS, graphql } from './workloads.ts';

/** Documents of one round, and the rounds before and of the measurement, times those of other workloads. */
const EACH = 60;
const TIMES = 2;

const MONEY = '{ amount currency }';
const INSTRUMENT = `id isin name currency isTradable isBuyable isSellable isComplex priceDate rebate unitDecimals
  closePrice ${MONEY} minimumAmount ${MONEY} minimumInitialAmount ${MONEY} minimumSubsequentAmount ${MONEY}`;
const ACCOUNT = `id name number status statusRaw type serviceType createdAt updatedAt closedAt
  balance ${MONEY} totalValue ${MONEY}`;
const ORDER = 'id status statusRaw type units clientRef executor isFinal isCancelable createdAt updatedAt canceledAt';

/** A document of 100 fields that was never seen: `at` is part of its names. One row of each list. */
const documentAt = (
  at: number,
): string => `query Screen${at}($client: ID!, $first: Int!) { screen${at}: client(id: $client) {
  id name displayName country registrationNumber createdAt updatedAt
  accounts(first: $first) { pageInfo { hasNextPage endCursor } nodes { ${ACCOUNT}
    positions { units value ${MONEY} held: instrument { ${INSTRUMENT} } } } }
  orders(first: $first, order: OLDEST_FIRST) { pageInfo { hasNextPage endCursor } nodes { ${ORDER} amount ${MONEY}
    from: account { id name number } bought: instrument { ${INSTRUMENT} } } } } }`;

/**
 * What a document costs when it comes for the first time, and what it costs when it is known.
 * `against`: the work tree of another commit, whose gateway is one more row.
 */
export async function documents({ rounds, warmUps }: Effort, report: Report, against?: string): Promise<void> {
  const upstream = await start('./upstream.ts', JSON.stringify({ accounts: 1, orders: 1, instruments: 40 }));
  const rivals: { name: string; server: Controlled; first: number[]; known: number[] }[] = [];
  for (const [name, tree] of [['gateway', '..'], ...(against ? [[basename(resolve(against)), resolve(against)]] : [])])
    rivals.push({
      name: name as string,
      server: await start(`${tree}/bench/gateway.ts`, upstream.url, JSON.stringify({ referenceMs: 60_000 })),
      first: [],
      known: [],
    });
  let sent = 0;
  const client = CLIENTS[0] ?? '';
  const cost = async (server: Controlled, requestAt: (index: number) => Request): Promise<number> =>
    (await load(server, requestAt, { requests: EACH, callers: 1 })).cpuMsPerRequest;
  for (let round = -warmUps * TIMES; round < rounds * TIMES; round += 1) {
    for (const { server, first, known } of round % 2 === 0 ? rivals : rivals.toReversed()) {
      sent += EACH;
      const fresh = await cost(server, (index) => graphql(documentAt(sent + index), { client, first: 1 }));
      const again = await cost(server, () => graphql(documentAt(0), { client, first: 1 }));
      if (round < 0) continue;
      first.push(fresh);
      known.push(again);
    }
  }
  report.say('\n**documents** of 100 fields, one row of each list: one caller, CPU ms/request\n');
  report.head('server', 'seen for the first time', 'ratio', 'known');
  const base = rivals[0]?.first ?? [];
  for (const { name, first, known } of rivals) {
    const ratio = median(first.map((ms, at) => ms / (base[at] ?? NaN)));
    report.row(name, median(first).toFixed(2), ratio.toFixed(2), median(known).toFixed(2));
  }
  for (const { server } of rivals) await server.stop();
  await upstream.stop();
}
