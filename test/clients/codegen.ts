import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform as addTypenames } from '@graphql-codegen/client-preset';
import { relayScalars } from '../../packages/client/src/codegen.ts';

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: ['apollo/*.ts'],
  generates: {
    'generated/apollo/': {
      preset: 'client',
      // The manifest is what TRUSTED_DOCUMENTS names.
      presetConfig: { persistedDocuments: { hashAlgorithm: 'sha256' }, fragmentMasking: false },
      documentTransforms: [addTypenames],
      config: { strictScalars: true, scalars: relayScalars, enumsAsTypes: true, useTypeImports: true },
    },
  },
};

export default config;
