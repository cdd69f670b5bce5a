import { createRequire } from 'node:module';
import { codegenConfig } from '@financial-gateway/client/codegen';
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: createRequire(import.meta.url).resolve('@financial-gateway/client/schema.graphql'),
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      // Results with errors never reach a component as data, so what is null only with an error is typed as present.
      config: { ...codegenConfig, nullability: { errorHandlingClient: true }, importExtension: '.ts' },
    },
  },
};

export default config;
