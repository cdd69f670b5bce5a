import type { z } from 'zod';

/**
 * Where a rule about several settings of a group is judged: wherever those settings are valid by themselves, whatever
 * else is wrong, so that one message names all faults. zod alone would judge it only where the whole group is valid.
 */
export const rule = (names: readonly [...string[], reported: string], message?: string) => ({
  path: names.slice(-1),
  message,
  when: ({ issues }: z.core.ParsePayload) => !issues.some(({ path }) => names.includes(String(path?.[0]))),
});
