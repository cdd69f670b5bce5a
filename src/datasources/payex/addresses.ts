import { path } from '../kit/http/transport.ts';
import type { ApplicationKey } from './types.ts';

/** All that differs between the paths of the two kinds of application, relative to the ledger. */
export const addressOf = (key: ApplicationKey): string =>
  key.kind === 'Application'
    ? path`/offers/${key.profile}/applications/${key.id}`
    : path`/limit-upgrade-applications/${key.id}`;
