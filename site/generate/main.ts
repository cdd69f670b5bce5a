/**
 * Writes the pages of the site: those of the repository, the published documents, and the reference of the schema, with
 * what the sandbox answers to its examples.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { copied } from './copied.ts';
import { home } from './home.ts';
import { referencePages } from './reference.ts';
import { answersOf } from './answers/index.ts';
import { shown } from './shown.ts';
import { copiedPages, exampleDocuments, publishedDocuments, read, ROOT } from './sources.ts';
import { usageOf } from './usage.ts';

const PAGES = new URL('../pages/', import.meta.url);

function write(path: string, text: string): void {
  const file = new URL(path, PAGES);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
}

rmSync(PAGES, { recursive: true, force: true });
const pages = copiedPages();
for (const [file, address] of pages)
  write(
    `.${address}${address.endsWith('/') ? 'index' : ''}.md`,
    copied(file, pages, (picture) => {
      const to = new URL(`public/${picture.split('/').at(-1)}`, PAGES);
      cpSync(new URL(picture, ROOT), to, { recursive: true });
    }),
  );

const documents = publishedDocuments();
const sources = [...documents, ...exampleDocuments()];
const answers = await answersOf(sources.map(({ source }) => source));
for (const { name, title, source } of documents) {
  const results = [...answers].filter(([operation]) =>
    new RegExp(`^(?:query|mutation|subscription) ${operation}\\b`, 'm').test(source),
  );
  const told = results.map(([operation, ran]) => `\n## ${operation}\n${shown(ran)}`).join('');
  write(
    `operations-published/${name}.md`,
    `# ${title}\n\n\`docs/operations/${name}.graphql\`\n\n\`\`\`graphql\n${source}\`\`\`\n${told}`,
  );
}
write(
  'operations-published/index.md',
  `# Published documents\n\nDocuments to copy: each is run against the sandbox by the tests. GraphiQL shows the first ones as tabs, and fills in their variables.\n\n${documents.map(({ name, title, about }) => `- [${title}](/operations-published/${name})${about && `: ${about}`}`).join('\n')}\n`,
);

const schema = buildSchema(read('schema.graphql'));
for (const [path, text] of referencePages(schema, usageOf(schema, sources), answers)) write(path, text);
write('index.md', home());
