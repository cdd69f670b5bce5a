import type { Journey } from '../datasources/fondo/types.ts';
import { doing, ended, waiting, type Progress } from './process.ts';

const WAIT_MS = 5_000;

const onHostedPages = ({ url, expiryDate }: Journey): Progress =>
  doing(url ? [{ type: 'OpenUrl', purpose: 'HOSTED_PAGES', url, expiresAt: expiryDate ?? null }] : [], WAIT_MS);

/** Every status of a journey (contracts/fondo.openapi.yaml: `new, pending, complete, canceled, error, expired`). */
const TABLE: Readonly<Record<string, (journey: Journey) => Progress>> = {
  new: onHostedPages,
  pending: onHostedPages,
  complete: () => ended('COMPLETED'),
  canceled: () => ended('CANCELED'),
  error: () => ended('FAILED'),
  expired: () => ended('EXPIRED'),
};

export const journeyProgress = (journey: Journey): Progress => {
  const status = journey.status ?? '';
  return (Object.hasOwn(TABLE, status) ? TABLE[status] : undefined)?.(journey) ?? waiting(WAIT_MS);
};
