import { instantOrDay } from '../../../datasources/kit/instant.ts';

/**
 * A date that Fondo sends with or without a time (contract notes, "Numbers, dates, ids"), as an instant in UTC. Text that
 * is neither is passed on, so that the scalar reports it as `PROVIDER_BAD_ANSWER`.
 */
export const dayOrInstant = (text: string | null | undefined): string | null | undefined => instantOrDay(text) ?? text;
