import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A worker without a gateway, which does what the files of its folder say: `wait` before it serves, and `fail` then. */
const at = (name: string): string => join(process.env['FOLDER'] ?? '.', name);

writeFileSync(at(`began-${process.pid}`), '');
while (existsSync(at('wait'))) await delay(5);
if (existsSync(at('fail'))) process.exit(1);
process.send?.({ url: 'http://127.0.0.1:1' });
writeFileSync(at(`serves-${process.pid}`), '');
process.on('disconnect', () => process.exit());
