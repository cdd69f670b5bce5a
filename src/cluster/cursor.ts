import { Problem } from '../problem.ts';

/** A subscriber resumes with a cursor that the log no longer holds, or never issued. */
export class CursorExpired extends Problem {
  readonly code = 'CURSOR_EXPIRED';

  constructor() {
    super(
      'What followed this cursor is no longer held. Subscribe without `after`, then read the present state with a query.',
    );
  }
}

/** A place in a log: its name, and the position of an event in it (a number, or `<fence>-<number>`). */
export interface Place {
  readonly log: string;
  readonly position: string;
}

/** The opaque text of a place; its inverse is `placeOf`. */
export const cursorOf = ({ log, position }: Place): string => Buffer.from(`${log}.${position}`).toString('base64url');

/** The place that a cursor names, with or without a detail; whatever text it is. */
export function placeOf(cursor: string): Place {
  const [log = '', position = ''] = Buffer.from(cursor, 'base64url').toString().split('.');
  return { log, position };
}

/** A cursor with a detail of the subscriber's own; it resumes where the plain one would. */
export const withDetail = (cursor: string, detail: string): string =>
  Buffer.from(`${Buffer.from(cursor, 'base64url').toString()}.${detail}`).toString('base64url');

/** What `withDetail` has put into a cursor. */
export const detailOf = (cursor: string): string | undefined =>
  /^[^.]*\.[\d-]+\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
