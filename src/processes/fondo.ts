import { millisecondsOf } from '../datasources/kit/instant.ts';
import type { Journey } from '../datasources/fondo/types.ts';
import { doing, ended, waiting, type Progress } from './process.ts';

const WAIT_MS = 5_000;

/** When the hosted pages of a journey close, in milliseconds since the epoch; undefined where Fondo does not say. */
export function expiryOf({ expiryDate }: Journey): number | undefined {
  const moment = millisecondsOf(expiryDate);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Its pages can be opened, unless it was deleted or they have closed: Fondo need not have changed the status yet. */
const onHostedPages = (journey: Journey, now: number): Progress => {
  const { deleted, url, expiryDate } = journey;
  if (deleted) return ended('CANCELED');
  if ((expiryOf(journey) ?? Infinity) <= now) return ended('EXPIRED');
  return doing(url ? [{ type: 'OpenUrl', purpose: 'HOSTED_PAGES', url, expiresAt: expiryDate ?? null }] : [], WAIT_MS);
};

/** Every status of a journey (contracts/fondo.openapi.yaml: `new, pending, complete, canceled, error, expired`). */
const TABLE: Readonly<Record<string, (journey: Journey, now: number) => Progress>> = {
  new: onHostedPages,
  pending: onHostedPages,
  complete: () => ended('COMPLETED'),
  canceled: () => ended('CANCELED'),
  error: () => ended('FAILED'),
  expired: () => ended('EXPIRED'),
};

const unlisted = ({ deleted }: Journey): Progress => (deleted ? ended('CANCELED') : waiting(WAIT_MS));

/** @param now milliseconds since the epoch, against which the expiry of an open journey is held */
export function journeyProgress(journey: Journey, now = Date.now()): Progress {
  const status = journey.status ?? '';
  return ((Object.hasOwn(TABLE, status) ? TABLE[status] : undefined) ?? unlisted)(journey, now);
}
