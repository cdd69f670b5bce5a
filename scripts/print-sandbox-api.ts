import { writeFileSync } from 'node:fs';
import { openApi } from '../sandbox/control/openapi.ts';

/** Writes sandbox/control/openapi.yaml: the control of the sandbox, from the table that its router goes by. */
writeFileSync(new URL('../sandbox/control/openapi.yaml', import.meta.url), openApi());
