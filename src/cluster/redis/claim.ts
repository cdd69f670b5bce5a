import { hash, randomBytes } from 'node:crypto';
import type { ThreadKeys } from './keys.ts';
import type { LeaseUse } from './lease-use.ts';
import type { Node, OpenThread } from './node.ts';
import { claimed, type Grant } from './replies.ts';

/** What a claim is known by. */
type Held = Pick<Grant, 'fence' | 'name'>;

/** A thread of which nothing has been heard for so long is forgotten. */
export const LIFE_MS = 24 * 3_600_000;

/**
 * Claims a thread.
 * @param highest the highest fence of it that is known
 * @returns the grant; the instance that holds it, where that is another one; undefined where Redis does not answer
 */
export async function claimThread(node: Node, keys: ThreadKeys, highest: number): Promise<Grant | string | undefined> {
  const { members, draining, thread, notes, hints, log } = keys;
  const newName = randomBytes(6).toString('base64url');
  try {
    return await node.claims.run(async () => {
      const { epoch } = node;
      const args = [node.id, newName, LIFE_MS, log, highest, node.settings.sessionMs];
      return claimed(await node.connection.run('claim', [members, draining, thread, notes, hints], args), epoch);
    });
  } catch {
    return undefined;
  }
}

/** Gives a claim back; where Redis does not answer, once it does: as long as this instance lives nobody else may claim it. */
export async function release(node: Node, keys: ThreadKeys, held: Held, keptMs: number): Promise<void> {
  const args = [node.id, held.fence, held.name, keys.log, keptMs];
  try {
    await node.connection.run('release', [keys.thread], args);
    node.owed.delete(keys.thread);
  } catch (error) {
    if (isFenced(error)) node.owed.delete(keys.thread);
    else node.owed.set(keys.thread, () => release(node, keys, held, keptMs));
  }
}

/** Whether a write was refused because another claim has come after that of its holder. */
export const isFenced = (error: unknown): boolean => error instanceof Error && error.message.includes('FENCED');

/** The place of this instance among those that would take a thread over, the same for all of them (rendezvous hashing). */
function rankOf({ id, alive, draining }: Node, thread: string): number {
  const weight = (one: string): string => hash('sha1', one + thread);
  const mine = weight(id);
  return [...alive].filter((one) => one !== id && !draining.has(one) && weight(one) > mine).length;
}

/** How much later each instance tries to take over than the one before it. */
const STEP_MS = 100;

/** Milliseconds to wait before a thread of this owner is claimed; undefined: it is not to be claimed now. */
export function waitBeforeClaim(node: Node, { thread }: ThreadKeys, owner: string): number | undefined {
  const { id, alive, draining, isSettling } = node;
  if (owner === id) return 0;
  if (isSettling) return undefined;
  if (owner === '') return 0;
  if (draining.has(owner)) return node.handOverMs();
  return alive.has(owner) ? undefined : STEP_MS * rankOf(node, thread);
}

/** Keeps a thread that is held here from being forgotten while nothing happens in it. */
export async function keepAlive(node: Node, { keys, grant }: OpenThread): Promise<void> {
  if (!grant) return;
  const { thread, log, notes, hints } = keys;
  await node.connection.run('keep', [thread, log, notes, hints], [node.id, grant.fence, grant.name, LIFE_MS]);
}

/** Has a thread that is held here given up where Redis knows another holder, or another fence. */
export async function verify(node: Node, open: OpenThread): Promise<void> {
  const { grant, keys } = open;
  if (!grant) return;
  const [owner, fence, name] = await node.connection.fields(keys.thread, 'o', 'f', 'n');
  const isStillHeld = owner === node.id && Number(fence) === grant.fence && name === grant.name;
  if (!isStillHeld && open.grant === grant) open.fenced();
}

/** Opens hints for the holder, and forgets them; one that is not forgotten is looked at once more by the next holder. */
export function takeHints(
  node: Node,
  keys: ThreadKeys,
  hints: Iterable<readonly [string, Buffer]>,
  use: Pick<LeaseUse, 'hint'>,
): void {
  for (const [name, sealed] of hints) {
    const about = node.open(keys.hints, sealed);
    if (about !== undefined) use.hint(about);
    node.connection.run('taken', [keys.hints], [name, sealed]).catch(() => undefined);
  }
}
