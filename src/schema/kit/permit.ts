import type { Context } from '../../context.ts';
import { Refused } from '../../problem.ts';

/** @throws Refused `NOT_PERMITTED` where the back office is off (`BACKOFFICE=on` turns it on). */
export function permitBackOffice({ backOffice, correlationId }: Context): void {
  if (backOffice) return;
  throw new Refused('NOT_PERMITTED', 'Back-office mutations are turned off.', { correlationId });
}
