/** `npm run schema`: rewrites schema.graphql from the code. */
import { writeFileSync } from 'node:fs';
import { schema } from '../src/schema/index.ts';
import { sdlOf } from '../src/schema/sdl.ts';

writeFileSync(new URL('../schema.graphql', import.meta.url), sdlOf(schema));
