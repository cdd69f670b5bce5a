/**
 * `npm run differential [-- count seed]`: random operations by compiled plans and by graphql-js, on resolvers that
 * return random values and, for concurrent callers with different permissions, on the sandbox. Prints all
 * differences, minimised.
 */
import { compareOnSandbox, compareOnTroubled } from '../test/execution/differential.ts';

const [count = 5_000, seed = 1] = process.argv.slice(2).map(Number);
const onTroubled = await compareOnTroubled(count, seed);
const { differences, answered, distinguished, unexpected } = await compareOnSandbox(Math.ceil(count / 10), seed);
console.dir({ onTroubled, differences, unexpected, answered, distinguished }, { depth: 6 });
if (onTroubled.length + differences.length + unexpected.length > 0) process.exitCode = 1;
