import { CursorExpired, type Place } from '../cursor.ts';
import type { ThreadKeys } from './keys.ts';
import type { Node } from './node.ts';
import { threadState, type LogEntry } from './replies.ts';

const PAGE = 1_000;

/**
 * What a log holds behind a place. Throws `CursorExpired` when the log is another one, when some of what followed is no
 * longer held, or when the event at the place is not there: a failover may have lost it, and something else instead.
 */
export async function* readBehind(
  node: Node,
  { thread, log }: ThreadKeys,
  place: Place,
): AsyncGenerator<LogEntry, void> {
  const fromStart = place.position.endsWith('-0');
  for (let from = fromStart ? '-' : place.position, isFirst = true; ; isFirst = false) {
    const state = threadState(await node.connection.run('follow', [thread, log], [from, PAGE]));
    if (state.name !== place.log) throw new CursorExpired();
    let { entries } = state;
    if (isFirst) {
      const isThere = entries[0]?.id === place.position;
      const isNext = fromStart ? state.trimmed === undefined : isThere || state.trimmed === place.position;
      if (!isNext) throw new CursorExpired();
      if (isThere) entries = entries.slice(1);
    }
    yield* entries;
    if (state.entries.length < PAGE) return;
    from = `(${state.entries.at(-1)?.id ?? ''}`;
  }
}
