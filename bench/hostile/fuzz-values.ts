/**
 * `npm run fuzz:values [-- seed]`: hostile strings in every argument of every field, and responses of the
 * providers that violate their contracts. Fails on an unanswered request, an unhandled rejection,
 * an INTERNAL_SERVER_ERROR, or a memory leak.
 */
import { hostileAnswers, hostileTexts } from '../../test/server/hostile.ts';

const [seed = 1] = process.argv.slice(2).map(Number);
const heap = (): number => (globalThis.gc?.(), process.memoryUsage().heapUsed / 2 ** 20);
const texts = await hostileTexts({ seed, each: Infinity });
const before = heap();
const again = await hostileTexts({ seed: seed + 1, each: 2 });
const answers = await hostileAnswers({ seed, rounds: 40 });
const after = heap();
console.dir({ texts, again, answers, heapBeforeMb: Math.round(before), heapAfterMb: Math.round(after) }, { depth: 6 });
if ([texts, again, answers].some(({ broken }) => broken.length > 0) || after > before + 50) process.exitCode = 1;
