import type { Decimal } from '../kit/decode.ts';
import { dayOf } from '../kit/instant.ts';
import { journeyState, type JourneyState } from './journey-state.ts';
import { Members } from './members.ts';

/** One line of the repayment schedule; rupees. */
export interface Repayment {
  readonly dueDate: string | null;
  readonly amount: Decimal | null;
  readonly status: string | null;
}

/**
 * What a webhook delivered about a journey, without anything personal: the profile that it carries is not read at all.
 */
export interface Snapshot extends JourneyState {
  readonly borrower: string;
  /** The experience in which the journey began, and the one in which the borrower is now. */
  readonly origin: string | null;
  readonly surface: string | null;
  readonly repayments: readonly Repayment[];
  /** When it was sent, ISO 8601. */
  readonly sentAt: string;
}

/** Of which tenant and application a snapshot speaks. */
export interface SnapshotOwner {
  readonly tenantId: string | null;
  readonly applicationId: string | null;
}

/** Reads the body of a `journey.snapshot`; undefined for one that names no borrower. */
export function readSnapshot(body: unknown, sentAt: string): (Snapshot & SnapshotOwner) | undefined {
  const members = new Members(body);
  const about = members.object('borrower');
  const borrower = about.text('providerId') ?? about.text('borrowerProviderId');
  if (borrower === null) return undefined;
  const journey = about.object('journey');
  return {
    ...journeyState(journey),
    borrower,
    origin: members.text('originExperience'),
    surface: members.text('currentExperienceSurface'),
    repayments: journey.list('repaymentSchedule').map((item) => repayment(new Members(item))),
    sentAt,
    tenantId: members.text('tenantId'),
    applicationId: members.text('applicationId'),
  };
}

const repayment = (line: Members): Repayment => ({
  dueDate: dayOf(line.text('dueDate')) ?? null,
  amount: line.decimal('amount'),
  status: line.text('status'),
});
