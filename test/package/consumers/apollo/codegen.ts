import { createRequire } from 'node:module';
import { codegenConfig } from '@financial-gateway/client/codegen';
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: createRequire(import.meta.url).resolve('@financial-gateway/client/schema.graphql'),
  documents: ['src/main.ts'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { ...codegenConfig, importExtension: '.ts' },
    },
  },
};

export default config;
