/** `npm run readme`: writes the first query and its real answer into README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { startSandbox } from '../sandbox/index.ts';
import { startGateway } from '../src/gateway.ts';

const at = (file: string): URL => new URL(`../${file}`, import.meta.url);
const query = readFileSync(at('docs/operations/task-1-three-providers.graphql'), 'utf8').trim();

/** The section of the README: the query of the GraphiQL tab, and the response of the sandbox. */
export async function firstQuery(): Promise<string> {
  await using sandbox = await startSandbox({ speed: 0 });
  await using gateway = await startGateway({
    ...sandbox.settings,
    host: '127.0.0.1',
    port: 0,
    graphiql: false,
    sandboxed: new Set(['fondo', 'payex', 'aarthik']),
  });
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: unknown };
  const answer = JSON.stringify({ data }, null, 2);
  return `\`\`\`graphql\n${query}\n\`\`\`\n\nreturns this, and its cost in \`extensions\` (amounts change while the sandbox runs):\n\n\`\`\`json\n${answer}\n\`\`\``;
}

const SECTION = /(?<=<!-- first-query -->\n)[^]*?(?=<!-- \/first-query -->)/;

export const readme = (): string => readFileSync(at('README.md'), 'utf8');
export const withFirstQuery = (text: string, section: string): string =>
  text.replace(SECTION, () => `\n${section}\n\n`);

if (import.meta.main) writeFileSync(at('README.md'), withFirstQuery(readme(), await firstQuery()));
