import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, print } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { hashOf } from '../../src/limits/trusted.ts';
import { startKit } from '../kit/gateway.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as `npm run documents` does. */
const run = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) =>
    execFile(process.execPath, ['scripts/trusted-documents.ts', ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'documents-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A frontend in a folder of its own. */
function frontend(name: string, files: Readonly<Record<string, string>>): { folder: string; out: string } {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, file)), { recursive: true });
    writeFileSync(join(root, name, file), text);
  }
  return { folder: join(root, name), out: join(root, `${name}.json`) };
}

const SHOP = {
  'orders.graphql': 'query Orders($client: ID!) { client(id: $client) { id orders(first: 3) { nodes { ...Row } } } }',
  'parts/row.tsx':
    "import { gql } from '@apollo/client';\nexport const Row = gql`fragment Row on Order { id status }`;\n",
  'parts/follow.ts':
    'const document = graphql(`subscription Follow($order: ID!) { orderChanged(id: $order) { cursor order { ...Row } } }`);',
  'act.js':
    'const text = /* GraphQL */ `mutation Buy($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }`;',
  'node_modules/other/query.graphql': 'query Theirs { __typename }',
};

describe('a frontend whose operations are in order', () => {
  let ran: Ran;
  let files: ReturnType<typeof frontend>;
  beforeAll(async () => {
    files = frontend('shop', SHOP);
    ran = await run(files.folder, '--out', files.out);
  }, 60_000);

  test('is printed with the kind and cost of each operation, and the calls of queries', () => {
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/^operation +kind +cost +calls +rounds$/m);
    expect(ran.out).toMatch(/^Orders +query +\d+ +[1-3] +1$/m);
    expect(ran.out).toMatch(/^Follow +subscription +\d+ +- +-$/m);
    expect(ran.out).toMatch(/^Buy +mutation +\d+ +- +-$/m);
    expect(ran.out).not.toContain('Theirs');
  });

  test('has a manifest that the gateway takes, whether its client adds __typename or not', async () => {
    const limits = loadSettings({ TRUSTED_DOCUMENTS: files.out, TRUSTED_DOCUMENTS_ONLY: 'on' }).limits;
    await using kit = await startKit({ gateway: { limits } });
    const typename = { end: ' __typename' };
    for (const { end } of [{ end: '' }, typename]) {
      const text = print(
        parse(
          `query Orders($client: ID!) { client(id: $client) { id orders(first: 3) { nodes { ...Row${end} }${end} }${end} } } fragment Row on Order { id status${end} }`,
        ),
      );
      const response = await fetch(`${kit.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ documentId: hashOf(text), variables: { client: DEMO_CLIENT } }),
      });
      const { data, errors } = (await response.json()) as { data?: any; errors?: unknown };
      expect(errors).toBeUndefined();
      expect(data.client.orders.nodes).toHaveLength(3);
    }
  });

  test('passes the check of its CI until an operation changes', async () => {
    expect(await run(files.folder, '--out', files.out, '--check')).toMatchObject({ code: 0, err: '' });
    const before = readFileSync(files.out, 'utf8');
    const changed = frontend('shop', { 'orders.graphql': SHOP['orders.graphql'].replace('first: 3', 'first: 4') });
    const { code, err } = await run(changed.folder, '--out', files.out, '--check');
    expect(code).toBe(1);
    expect(err).toContain('is out of date: run `npm run documents -- ');
    expect(readFileSync(files.out, 'utf8')).toBe(before);
  }, 60_000);
});

test('what does not fit the schema, has no name, or costs too much is told with its place, and nothing is written', async () => {
  const { folder, out } = frontend('broken', {
    'a.graphql': 'query Old { clients { nodes { surname } } }',
    'b.ts': '\n\nconst q = gql`{ __typename }`;',
    'c.graphql': 'query Large { clients(first: 500) { nodes { id orders(first: 500) { nodes { id } } } } }',
    'd.graphql': 'query Broken {',
    'e.graphql': 'query Twice { __typename }\nquery Twice { __typename }',
  });
  const { code, err } = await run(folder, '--out', out);
  expect(code).toBe(1);
  expect(err).toContain('a.graphql: Old: Cannot query field "surname"');
  expect(err).toContain('b.ts:3: an operation has no name.');
  expect(err).toMatch(/c\.graphql: Large: cost \d+, at most 50000 are allowed/);
  expect(err).toContain('d.graphql: Syntax Error');
  expect(err).toContain('another operation is called Twice');
  expect(existsSync(out)).toBe(false);
}, 60_000);

test('the bounds of a frontend are held, with variables of its own', async () => {
  const { folder, out } = frontend('bounded', { 'orders.graphql': SHOP['orders.graphql'].replace('...Row', 'id') });
  const variables = join(root, 'variables.json');
  writeFileSync(variables, JSON.stringify({ Orders: { client: DEMO_CLIENT } }));
  const { code, err } = await run(
    folder,
    '--out',
    out,
    '--variables',
    variables,
    '--max-calls',
    '0',
    '--max-cost',
    '1',
  );
  expect(code).toBe(1);
  expect(err).toMatch(/Orders: cost \d+, at most 1 are allowed/);
  expect(err).toMatch(/Orders: calls \d+, at most 0 are allowed/);
}, 60_000);

test('a folder that is not there, or holds no operations, is an error', async () => {
  expect(await run(join(root, 'nowhere'))).toMatchObject({ code: 1, err: expect.stringContaining('no such folder') });
  const { folder } = frontend('empty', { 'a.ts': 'export {};' });
  expect(await run(folder)).toMatchObject({ code: 1, err: expect.stringContaining('holds no operations') });
}, 60_000);
