import { createHash } from 'node:crypto';
import { generate } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform as addTypenames } from '@graphql-codegen/client-preset';
import { print, type DocumentNode } from 'graphql';
import { codegenConfig } from '../src/codegen.ts';

/** A module of typed documents, and the same documents by the SHA-256 of their text (for `TRUSTED_DOCUMENTS`). */
export interface Documents {
  readonly module: string;
  readonly manifest: Readonly<Record<string, string>>;
}

/** The line of a document as the generator writes it. */
const DOCUMENT = /^(export const \w+Document = )(\{.*\})( as unknown as DocumentNode<)/gm;

/** Types the operations of a folder. Their selections have `__typename`, so that no client library changes the text. */
export async function typedDocuments(schema: string, folder: string): Promise<Documents> {
  const files = await generate(
    {
      schema,
      documents: `${folder}/*.graphql`,
      silent: true,
      generates: {
        'out/': {
          preset: 'client',
          presetConfig: { fragmentMasking: false },
          documentTransforms: [addTypenames],
          config: codegenConfig,
        },
      },
    },
    false,
  );
  const { content } = files.find(({ filename }) => filename.endsWith('graphql.ts')) ?? {};
  if (content === undefined) throw new Error('The generator has written no documents.');
  const manifest: Record<string, string> = {};
  const module = content.replace(DOCUMENT, (_line, start: string, json: string, end: string) => {
    const document = JSON.parse(json) as DocumentNode;
    const text = print(document);
    const hash = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    manifest[hash] = text;
    return `${start}${JSON.stringify({ __meta__: { hash }, ...document })}${end}`;
  });
  return { module, manifest };
}
