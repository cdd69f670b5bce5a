/** Runs one attack in a process of its own, so that what it costs the attacker delays nobody who measures. */
import { ATTACKS_ON_OTHERS } from './attacks-on-others.ts';
import { ATTACKS, held } from './attacks.ts';

const [url = '', name] = process.argv.slice(2);
const attack = [...ATTACKS, ...ATTACKS_ON_OTHERS].find((one) => one.name === name);
if (!attack) throw new Error(`There is no attack "${name}".`);
const { times, atOnce = 4, send } = attack;
const answers: Record<string, number> = {};
let sent = 0;
const work = async (): Promise<void> => {
  while (sent < times && process.connected) {
    const answer = await send(url, sent++).catch((error: unknown) => (error as Error).name);
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
};
await Promise.all(Array.from({ length: atOnce }, work));
process.send?.(answers);
held.splice(0).forEach((release) => release());
process.disconnect?.();
