import type { Reply } from './clients/connection.ts';

/** One event of a log. */
export interface LogEntry {
  /** `<fence>-<number>`. */
  readonly id: string;
  readonly data: Buffer;
}

/** The state of a source: begun, live, or not live; '' before any of these. */
export type SourceState = '' | 'B' | 'L' | 'D';

/** What Redis knows of a thread. */
export interface ThreadState {
  /** The instance that holds it; '': none does. */
  readonly owner: string;
  readonly fence: number;
  /** Name of its log; undefined: nobody has held it. */
  readonly name: string | undefined;
  /** Position of the last event; `0-0`: there was none. */
  readonly last: string;
  readonly state: SourceState;
  /** The last fence under which the source has begun to be listened to. */
  readonly begun: number;
  /** Position of the last event that is no longer held; undefined: all are. */
  readonly trimmed: string | undefined;
  /** The last state of what is polled, sealed. */
  readonly value: Buffer | null;
  /** When that was read and written: see `ReadAt`. */
  readonly readAt: string;
  readonly entries: readonly LogEntry[];
}

/** Who holds a thread, and the state of its source. */
export type KnownThread = Pick<ThreadState, 'owner' | 'fence' | 'name' | 'state' | 'begun'>;

export const knownOf = ({ owner, fence, name, state, begun }: ThreadState): KnownThread => ({
  owner,
  fence,
  name,
  state,
  begun,
});

/** With a state as it was published: `<state> <fence>`. That of an earlier holder changes nothing. */
export function withState(known: KnownThread, text: string): KnownThread {
  const [state = '', fence = ''] = text.split(' ');
  if (Number(fence) < known.fence) return known;
  return { ...known, state: state as SourceState, begun: state === 'B' ? Number(fence) : known.begun };
}

/** A claim that was granted. */
export interface Grant {
  /** Of the connection by which it was claimed: see `Node.epoch`. */
  readonly epoch: number;
  readonly fence: number;
  readonly name: string;
  /** Sealed note about the thread itself. */
  readonly note: Buffer | null;
  /** Id of the last append. */
  readonly lastAppend: string | undefined;
  /** Sealed notes about its objects, and hints, by their names. */
  readonly notes: ReadonlyMap<string, Buffer>;
  readonly hints: ReadonlyMap<string, Buffer>;
  /** Milliseconds before which nobody may read its state. */
  readonly restMs: number;
  /** Of the last mark in its readings; 0: there was none. */
  readonly mark: number;
}

const text = (reply: Reply | undefined): string | undefined => (reply == null ? undefined : String(reply));

export function threadState(reply: Reply): ThreadState {
  const [owner, fence, name, last, state, begun, trimmed, value, at, entries] = reply as Reply[];
  return {
    owner: text(owner) ?? '',
    fence: Number(text(fence) ?? 0),
    name: text(name),
    last: text(last) ?? '0-0',
    state: (text(state) ?? '') as SourceState,
    begun: Number(text(begun) ?? 0),
    trimmed: text(trimmed),
    value: value as Buffer | null,
    readAt: text(at) ?? '',
    entries: logEntries(entries as Reply),
  };
}

export const logEntries = (reply: Reply): LogEntry[] =>
  (reply as [Buffer, [Buffer, Buffer, Buffer, Buffer]][]).map(([id, fields]) => ({ id: String(id), data: fields[3] }));

/** The grant, or the instance that holds the thread. */
export function claimed(reply: Reply, epoch: number): Grant | string {
  const [isGranted, fence, name, note, lastAppend, notes, hints, restMs, mark] = reply as Reply[];
  if (isGranted === 0) return text(fence) ?? '';
  return {
    epoch,
    fence: Number(fence),
    name: text(name) ?? '',
    note: note as Buffer | null,
    lastAppend: text(lastAppend),
    notes: pairs(notes as Buffer[]),
    hints: pairs(hints as Buffer[]),
    restMs: Number(restMs),
    mark: Number(mark),
  };
}

/** The mark that was made, and the fence at that moment. */
export function markMade(reply: Reply): { readonly number: number; readonly fence: number } {
  const [number = 0, fence = 0] = (reply as Reply[]).map(Number);
  return { number, fence };
}

function pairs(list: readonly Buffer[]): Map<string, Buffer> {
  const map = new Map<string, Buffer>();
  for (let at = 0; at + 1 < list.length; at += 2) map.set(String(list[at]), list[at + 1] as Buffer);
  return map;
}

/** The parts of a position. */
export const partsOf = (position: string): readonly [fence: number, number: number] => {
  const [fence = 0, number = 0] = position.split('-').map(Number);
  return [fence, number];
};
