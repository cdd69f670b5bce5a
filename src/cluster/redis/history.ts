import { openEnvelope } from './envelope.ts';
import type { ThreadKeys } from './keys.ts';
import type { Node } from './node.ts';
import { logEntries, partsOf } from './replies.ts';

const PAGE = 100;

/** The changes that a log holds, in pages, the last change first. Rejects where Redis does not answer. */
export async function* changesBack<C>(node: Node, { log }: ThreadKeys): AsyncGenerator<readonly C[], void> {
  for (let from = '+'; ;) {
    const entries = logEntries(await node.connection.run('back', [log], [from, PAGE]));
    yield entries.flatMap(({ id, data }) => openEnvelope<C>(node, log, partsOf(id)[0], data)?.change ?? []);
    if (entries.length < PAGE) return;
    from = `(${entries.at(-1)?.id ?? ''}`;
  }
}
