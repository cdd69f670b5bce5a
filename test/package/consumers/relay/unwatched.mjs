/** Here is no Git repository: the compiler is told so. */
import { readFileSync, writeFileSync } from 'node:fs';

const config = JSON.parse(readFileSync('relay.config.json', 'utf8'));
writeFileSync('relay.config.json', JSON.stringify({ ...config, noSourceControl: true }));
