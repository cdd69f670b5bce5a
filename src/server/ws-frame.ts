import type { Wire } from '../execution/wire.ts';

const BEFORE_ID = '{"id":';
const BEHIND_ID = ',"type":"next","payload":';
const CLOSING_BRACE = 0x7d;
/** First byte of a text frame that is whole. */
const TEXT = 0x81;

/** The last frame, and what it was made of: the next one most often has the same result. */
interface Made {
  readonly id: string;
  readonly wire: Wire;
  readonly frame: Buffer;
  readonly idAt: number;
  /** The copy that was made last, and whether its bytes may be written over. */
  copy: Buffer | undefined;
  isFree: boolean;
}
let last: Made | undefined;

/** An id of an operation as it is written into frames: its JSON in UTF-8, a character for each byte. */
export const framedId = (id: string): string => Buffer.from(JSON.stringify(id)).toString('latin1');

/**
 * The `next` message with a result, as one text frame of a server (RFC 6455, 5.2). With the same id it is the same frame
 * for all who are sent a result; with an id of the same length a copy of it, in one piece, with the other id.
 * @param id from `framedId`
 */
export function frameOf(id: string, wire: Wire): Buffer {
  if (last?.wire !== wire || last.id.length !== id.length) last = make(id, wire);
  if (last.id === id) return last.frame;
  if (!last.copy || !last.isFree) last.copy = Buffer.from(last.frame);
  last.isFree = false;
  last.copy.write(id, last.idAt, 'latin1');
  return last.copy;
}

/**
 * A frame that was sent, and that nobody reads any more: the next one of the result is written over it. A copy for each of
 * thousands of subscribers is more memory outside of the heap than V8 leaves alone: it marked all objects every second.
 */
export function giveBack(frame: Buffer): void {
  if (last?.copy === frame) last.isFree = true;
}

function make(id: string, wire: Wire): Made {
  const { json } = wire;
  const length = BEFORE_ID.length + id.length + BEHIND_ID.length + json.length + 1;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = TEXT;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(BEFORE_ID + id + BEHIND_ID, start, 'latin1');
  json.copy(frame, frame.length - json.length - 1);
  frame[frame.length - 1] = CLOSING_BRACE;
  return { id, wire, frame, idAt: start + BEFORE_ID.length, copy: undefined, isFree: false };
}
