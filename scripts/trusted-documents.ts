/**
 * `npm run documents -- <folder>`: writes the operations of a frontend as a manifest of trusted documents, and prints what
 * each of them costs. `--check` writes nothing and fails where the manifest is out of date. Ends with 1 on any problem.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { priceFields } from '../src/limits/cost.ts';
import { schema } from '../src/schema/index.ts';
import { measure } from './trusted-documents/measure.ts';
import { manifestOf, operationsIn } from './trusted-documents/operations.ts';
import { sourcesIn } from './trusted-documents/sources.ts';
import { tableOf } from './trusted-documents/table.ts';

const USAGE = `npm run documents -- <folder> [--out trusted-documents.json] [--check] [--variables <file>]
                 [--max-cost <n>] [--max-calls <n>] [--max-rounds <n>]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'trusted-documents.json' },
    check: { type: 'boolean', default: false },
    variables: { type: 'string' },
    'max-cost': { type: 'string' },
    'max-calls': { type: 'string' },
    'max-rounds': { type: 'string' },
  },
});
const bound = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

async function main([folder]: readonly string[]): Promise<readonly string[]> {
  if (folder === undefined || !existsSync(folder)) return [`There is no such folder.\n${USAGE}`];
  const { operations, problems } = operationsIn(sourcesIn(folder));
  if (operations.length === 0) return [...problems, `${folder} holds no operations.`];
  priceFields(schema);
  const variables = values.variables ? (JSON.parse(readFileSync(values.variables, 'utf8')) as never) : {};
  const bounds = {
    cost: bound(values['max-cost']),
    calls: bound(values['max-calls']),
    rounds: bound(values['max-rounds']),
  };
  const measured = await measure(schema, operations, bounds, variables);
  console.log(`${tableOf(measured)}\n`);
  for (const { operation, warnings } of measured)
    for (const warning of warnings) console.log(`Warning: ${operation.place}: ${operation.name}: ${warning}`);
  const found = [
    ...problems,
    ...measured.flatMap(({ operation: { name, place }, problems: own }) =>
      own.map((problem) => `${place}: ${name}: ${problem}`),
    ),
  ];
  if (found.length > 0) return found;
  const text = `${JSON.stringify(manifestOf(operations), undefined, 2)}\n`;
  if (!values.check) {
    writeFileSync(values.out, text);
    console.log(`${operations.length} operations are in ${values.out}: give it to the gateway as TRUSTED_DOCUMENTS.`);
    return [];
  }
  const present = existsSync(values.out) ? readFileSync(values.out, 'utf8') : undefined;
  return present === text
    ? []
    : [`${values.out} is out of date: run \`npm run documents -- ${folder}\` and commit it.`];
}

const problems = await main(positionals);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
