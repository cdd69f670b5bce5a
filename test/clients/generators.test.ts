import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// That the generators accept the printed schema is shown by `setup/generate.ts`: it runs them before all tests.

test.each([
  ['GraphQL Code Generator', 'generated/apollo/graphql.ts', /updatedAt: string \| null/],
  ['the compiler of Relay', 'generated/relay/ordersOrderQuery.graphql.ts', /readonly updatedAt\?: string \| null/],
  ['gql.tada', 'generated/tada.d.ts', /'OrderStatus'/],
])('%s has typed the documents, scalars included', (_name, file, expected) => {
  expect(readFileSync(file, 'utf8')).toMatch(expected);
});

test('what the generators have written fits the code that uses it', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.']);
  expect(stdout).toBe('');
});
