import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { endpointOf } from '../../src/datasources/kit/http/endpoint.ts';

test('the template of every path of the contracts shows its fixed segments and nothing else', () => {
  for (const provider of ['fondo', 'payex', 'aarthik']) {
    const file = join(import.meta.dirname, `../../contracts/${provider}.openapi.yaml`);
    const { paths } = parse(readFileSync(file, 'utf8')) as { paths: Record<string, unknown> };
    for (const path of Object.keys(paths)) {
      const asked = path.replaceAll(/\{\w+\}/g, '197001010003');
      expect(endpointOf(asked)).toBe(path.replaceAll(/\{\w+\}/g, '{}'));
    }
  }
});
