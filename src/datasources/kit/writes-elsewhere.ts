import type { Broadcast } from '../../cluster/broadcast.ts';

/** Tells the other instances of writes to one provider, and hears of theirs. */
export interface WritesElsewhere {
  /** Resolves when the others know of it, or soon where they cannot be told. */
  announce(): Promise<void>;
  /** Calls `forget` for each write of another instance, and where one may not have been heard of. */
  hear(forget: () => void): void;
}

/** An answer to a write waits so long for the others to be told, in milliseconds. */
const TOLD_MS = 100;

/** Undefined for a single instance. */
export function writesElsewhere(broadcast: Broadcast | undefined, provider: string): WritesElsewhere | undefined {
  const topic = `written ${provider}`;
  return (
    broadcast && {
      async announce() {
        const { promise: late, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, TOLD_MS);
        await Promise.race([broadcast.tell(topic, ''), late]);
        clearTimeout(timer);
      },
      hear: (forget) => broadcast.hear(topic, forget, forget),
    }
  );
}
