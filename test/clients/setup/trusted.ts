import { join } from 'node:path';

/** The documents of the Apollo client by their hash, as codegen writes them: what `TRUSTED_DOCUMENTS` names. */
export const MANIFEST = join(import.meta.dirname, '../generated/apollo/persisted-documents.json');
