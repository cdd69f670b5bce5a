import type { EventObject, FondoEvent } from '../../datasources/fondo/events.ts';
import type { EventSource, Reading } from './change-tracker.ts';

/** A change at a client, with the cursor at which a subscriber can go on behind it. */
export type ClientChange = FondoEvent & {
  readonly cursor: string;
  readonly source: EventSource | 'SNAPSHOT';
  /** As it was received, or as JSON where no message reported it. */
  readonly bytes: number;
};

/** News of the stream itself: whether it is up to date, or may lag because the connection to Fondo is lost. */
export interface StreamStatus {
  readonly object: 'stream';
  readonly clientId: string;
  readonly action: 'update';
  readonly source: 'LIVE';
  readonly state: 'LIVE' | 'DELAYED';
  /** ISO 8601. */
  readonly since: string;
  readonly cursor: string;
}
export type ClientEvent = ClientChange | StreamStatus;

/** What a subscriber wants. */
export interface Join {
  /** Cursor of the last event that it has seen. */
  readonly after?: string | undefined;
  /** Only changes of these. */
  readonly objects?: ReadonlySet<EventObject> | undefined;
  /** Only changes of this one. */
  readonly entity?: { readonly object: EventObject; readonly id: string };
  /**
   * Reads what is followed in its present state: published first, unless the subscriber reconnects. Empty: there is
   * none.
   */
  readonly present?: () => Promise<readonly Reading[]>;
  /** Whether only the last state of each object matters. */
  readonly statesOnly?: boolean;
  /** Whether it is notified when the stream is delayed and live again; its present state comes first. */
  readonly withStatus?: boolean;
}
