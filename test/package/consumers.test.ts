import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startGateway, type Gateway } from '../clients/setup/gateway.ts';
import { npm, type Consumer } from './setup/consumers.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const folderOf = (consumer: Consumer): string => join(inject('consumers'), consumer);
const at = (url: string): Record<string, string> => ({ GATEWAY: url.replace('/graphql', '') });
const run = async (consumer: Consumer, env: Record<string, string>): Promise<unknown> =>
  JSON.parse((await npm(folderOf(consumer), ['run', '-s', 'start'], env)).trim().split('\n').at(-1) ?? '');

/** A mistake is data, an order moves to its end, and credentials are asked for each request and connection. */
const ORDERED = { refused: 'InvalidInput', status: 'SETTLED', asked: true };

test('a frontend with plain fetch type-checks, strictly, declarations of the package included', async () => {
  expect(await npm(folderOf('fetch'), ['run', '-s', 'check'])).toBe('');
});

test('a frontend with plain fetch places an order and follows it until it is settled', async () => {
  const { client, statuses } = (await run('fetch', at(gateway.url))) as { client: string; statuses: string[] };
  expect(client).toBe('Client');
  expect(statuses.at(-1)).toBe('SETTLED');
  expect(new Set(statuses).size).toBe(statuses.length);
});

test('a gateway that executes trusted documents only takes the manifest of the package', async () => {
  const manifest = join(folderOf('fetch'), 'node_modules/@financial-gateway/client/documents.json');
  await using trusting = await startGateway({ TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: 'on' });
  expect(await run('fetch', { ...at(trusting.url), TRUSTED: 'on' })).toMatchObject({ client: 'Client' });
});

test('a frontend with Apollo Client generates its types from the schema of the package and type-checks', async () => {
  await npm(folderOf('apollo'), ['run', '-s', 'generate']);
  expect(await npm(folderOf('apollo'), ['run', '-s', 'check'])).toBe('');
});

test('in a frontend with Apollo Client pages become one list, and an order moves in the cache', async () => {
  expect(await run('apollo', at(gateway.url))).toEqual({ count: 4, ...ORDERED });
});

test('a frontend with Relay compiles against the schema of the package and type-checks', async () => {
  await npm(folderOf('relay'), ['run', '-s', 'generate']);
  expect(await npm(folderOf('relay'), ['run', '-s', 'check'])).toBe('');
});

test('in a frontend with Relay an order moves in the store, over a stream that comes back by itself', async () => {
  expect(await run('relay', at(gateway.url))).toEqual(ORDERED);
});

test('a frontend with urql and gql.tada type-checks, on graphql 16', async () => {
  await npm(folderOf('urql'), ['run', '-s', 'generate']);
  expect(await npm(folderOf('urql'), ['run', '-s', 'check'])).toBe('');
});

test('in a frontend with urql an order moves in Graphcache, over server-sent events that come back', async () => {
  expect(await run('urql', at(gateway.url))).toEqual(ORDERED);
});

test('the package has the schema of this gateway, and the version of its release', () => {
  const folder = join(folderOf('fetch'), 'node_modules/@financial-gateway/client');
  expect(readFileSync(join(folder, 'schema.graphql'), 'utf8')).toBe(readFileSync('schema.graphql', 'utf8'));
  const version = (file: string): unknown => (JSON.parse(readFileSync(file, 'utf8')) as { version: unknown }).version;
  expect(version(join(folder, 'package.json'))).toBe(version('package.json'));
});
