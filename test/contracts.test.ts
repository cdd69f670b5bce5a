import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../contracts/${file}`, import.meta.url), 'utf8');

test.each(['fondo', 'payex', 'aarthik'])(
  'the generated types of %s belong to its contract as it stands',
  (provider) => {
    const digest = createHash('sha256')
      .update(read(`${provider}.openapi.yaml`))
      .digest('hex');
    const [header] = read(`${provider}.ts`).split('\n', 1);
    expect(header, 'run `npm run contracts`').toContain(digest);
  },
);
