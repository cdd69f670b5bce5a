import { NotFound } from '../../problem.ts';
import { detailOf, withDetail } from '../../cluster/cursor.ts';
import type { ClientChange, ClientEvent, Join } from './event-types.ts';
import { interruptible } from '../kit/interruptible.ts';
import type { Reading } from './change-tracker.ts';
import { isAfter, momentOf, type TrackedObject } from './tracked.ts';

interface SnapshotFirst {
  readonly clientId: string;
  /** Every change from now on. It has joined already, so nothing between the reading and it is missed. */
  readonly changes: AsyncGenerator<ClientEvent, void>;
  readonly channel: { readonly ready: Promise<void> | undefined; readonly cursor: string };
  readonly join: Join;
  readonly present: NonNullable<Join['present']>;
}

/**
 * The present state of one object, or of each of a batch, as a change without `previous`; then every newer change, and
 * of a batch those of its objects alone. The cursor of a snapshot records what of it was delivered: a
 * subscriber that reconnects with it gets the rest of the batch, and no change that the snapshot has shown. Throws
 * `NotFound` when there is nothing.
 */
export const snapshotFirst = ({ clientId, changes, channel, join, present }: SnapshotFirst) =>
  interruptible<ClientEvent>(async function* (signal) {
    signal.addEventListener('abort', () => void changes.return(), { once: true });
    const { after, entity } = join;
    const detail = after === undefined ? undefined : detailOf(after);
    const shown = new Map<string, TrackedObject>();
    let batch: ReadonlySet<string> | undefined;
    let readMs = Date.now();
    try {
      if (entity && after !== undefined) {
        if (detail) shown.set(entity.id, { modifiedDate: detail });
      } else {
        await channel.ready;
        const { cursor } = channel;
        const found = await present();
        readMs = Date.now();
        if (found.length === 0) throw new NotFound('Fondo has no such object, or the caller may not access it.', FONDO);
        if (!entity) batch = new Set(found.map(({ value }) => value.id ?? ''));
        const delivered = after === undefined ? 0 : Number(detail ?? found.length);
        for (const [at, reading] of found.entries()) {
          if (at < delivered) continue;
          shown.set(reading.value.id ?? '', reading.value);
          const own = entity ? momentOf(reading.value) : String(at + 1);
          yield snapshot(clientId, reading, own ? withDetail(cursor, own) : cursor);
        }
      }
      for await (const event of changes)
        if (event.object === 'stream' || isNews(event, shown, readMs, batch)) yield event;
    } finally {
      await changes.return();
    }
  }, changes);

const FONDO = { provider: 'FONDO' } as const;

const snapshot = (clientId: string, { object, value }: Reading, cursor: string): ClientChange =>
  ({
    ...{ clientId, object, action: 'update', current: value, previous: null, source: 'SNAPSHOT', cursor },
    bytes: 0, // sent at once: it is neither logged nor queued
  }) as ClientChange;

function isNews(
  { action, current, previous }: ClientChange,
  shown: Map<string, TrackedObject>,
  readMs: number,
  batch?: ReadonlySet<string>,
) {
  const value: TrackedObject = current ?? previous ?? {};
  const id = value.id ?? '';
  if (batch && !batch.has(id)) return false;
  const state = shown.get(id);
  if (!state) return true;
  if (action === 'delete') return state.deleted !== true;
  if (!isAfter(value, state, readMs)) return false;
  shown.delete(id); // what follows is in the order of the stream
  return true;
}
