/** What an act is about. Holds no personal data. */
export interface ActSubject {
  /** Global ids of what it touches; `BankAccount:<id>`, `LoanOffer:<id>` and `AccountNumber:****<end>` where there is none. */
  readonly targets?: readonly string[];
  /** The references (`clientRef`) under which the provider finds it again. */
  readonly references?: readonly string[];
  /** Rounded down to a power of ten; of a batch, its sum. */
  readonly amount?: string;
  /** ISO 4217, or `UNITS` of a fund; undefined where the provider decides. */
  readonly currency?: string | undefined;
}

interface ActRecord {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The gateway's own id of the act: the same in both of its records. */
  readonly act: string;
  /** Digest of the caller's subject. */
  readonly who: string;
  /** Name of the mutation. */
  readonly what: string;
  /** Id of the operation, which the caller may have chosen (`x-correlation-id`). */
  readonly requestId: string;
}

/** An act that moves money, consent or credit is about to be tried. */
export interface ActIntent extends ActRecord, ActSubject {
  readonly audit: 'INTENT';
}

/** What came of an act. An intent without one has an outcome that is not known: look at the provider. */
export interface ActOutcome extends ActRecord {
  readonly audit: 'OUTCOME';
  /** `DONE`, `NOT_SENT` where nothing had left for the provider, or the code of the problem or fault. */
  readonly outcome: string;
  /** Why, where it was `REFUSED`: a value of the schema's `RefusalReason`; where it was `NOT_SENT`, the code of the fault. */
  readonly reason?: string | undefined;
  /** The global id of what came of it, which carries the provider's own. */
  readonly id?: string | undefined;
}

/** Takes the records of acts. */
export interface Audit {
  /** Records an act before anything of it is sent. Throws `AuditUnavailable` where that fails: the act must not be tried. */
  intent(record: ActIntent): void;
  /** Records what came of it. Never throws: what is done is done. */
  outcome(record: ActOutcome): void;
}
