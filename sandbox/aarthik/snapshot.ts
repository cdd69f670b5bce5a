import type { Journey } from './journey.ts';
import { stringified, type AarthikVariants } from './variants.ts';
import { lenderGroups, statusOf } from './view.ts';
import type { JourneySnapshot } from './wire.ts';

export interface Credentials {
  readonly apiKey: string;
  readonly tenantId: string;
  readonly applicationId: string;
}

/** The complete current state of a journey, as sent in webhooks. */
export function snapshotOf(
  journey: Journey,
  { tenantId, applicationId }: Credentials,
  variants: AarthikVariants,
): JourneySnapshot {
  const { personal, work, address } = journey.prefill;
  const snapshot: JourneySnapshot = {
    origin_experience: journey.origin,
    current_experience_surface: journey.surface,
    tenant_id: tenantId,
    application_id: applicationId,
    borrower: {
      provider_id: journey.borrower,
      profile: { Personal: personal, Work: work, Address: address },
      journey: {
        type: journey.type,
        status: statusOf(journey, variants),
        journeyID: journey.id,
        lenders: lenderGroups(journey, variants),
      },
    },
  };
  return variants.numbersAsStrings ? (stringified(snapshot) as JourneySnapshot) : snapshot;
}
