import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { relayScalars } from '@financial-gateway/client/codegen';

const schema = createRequire(import.meta.url).resolve('@financial-gateway/client/schema.graphql');
const config = {
  src: 'src',
  schema: relative(import.meta.dirname, schema),
  language: 'typescript',
  eagerEsModules: true,
  artifactDirectory: 'src/generated',
  customScalarTypes: relayScalars,
  requireCustomScalarTypes: true,
  useImportTypeSyntax: true,
  noSourceControl: true,
};
mkdirSync(config.artifactDirectory, { recursive: true });
writeFileSync('relay.config.json', JSON.stringify(config));
