import type { Seal } from './seal.ts';

/** The keys of all threads are spread over so many hash tags: each script works within one slot of a cluster. */
const PARTITIONS = 64;

/** The keys of one thread. Its log is also the channel on which followers are told. */
export interface ThreadKeys {
  /** Of the thread: the same for all that are followed in the same way. */
  readonly kind: string;
  readonly thread: string;
  readonly log: string;
  readonly notes: string;
  readonly hints: string;
  readonly members: string;
  readonly draining: string;
}

/** The one in which a name belongs, of those that `Seal.name` makes. */
export const partitionOf = (name: string): number => (Buffer.from(name, 'base64url')[0] as number) % PARTITIONS;

/** The one in which a key is. */
export const partitionOfKey = (key: string): number => Number(/\{(\d+)\}/.exec(key)?.[1]);

export const membersKey = (prefix: string, partition: number): string => `${prefix}{${partition}}:i`;
/** What each instance holds, for all to see. */
export const numbersKey = (prefix: string): string => `${prefix}{0}:n`;
export const drainingKey = (prefix: string, partition: number): string => `${prefix}{${partition}}:d`;

/** Names nothing that tells whom the thread is about. */
export function threadKeys(prefix: string, seal: Seal, kind: string, id: string): ThreadKeys {
  const name = seal.name('thread', kind, id);
  const partition = partitionOf(name);
  const start = `${prefix}{${partition}}`;
  return {
    kind,
    thread: `${start}:t:${name}`,
    log: `${start}:l:${name}`,
    notes: `${start}:v:${name}`,
    hints: `${start}:h:${name}`,
    members: membersKey(prefix, partition),
    draining: drainingKey(prefix, partition),
  };
}
