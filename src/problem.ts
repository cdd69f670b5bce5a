/** The three providers behind the gateway; `GATEWAY` where the gateway itself says no. */
export type ProviderName = 'FONDO' | 'PAYEX' | 'AARTHIK';
export type Origin = ProviderName | 'GATEWAY';

export interface ProblemDetails {
  readonly provider?: Origin;
  /** The provider's key of this occurrence, for its support; the gateway's own id of the operation otherwise. */
  readonly correlationId?: string | undefined;
}

/**
 * Something expected: the caller can read it and act. Thrown wherever it is noticed, caught by nobody in between,
 * shown as a member of the mutation's result union. The message is the gateway's own wording, never the provider's.
 */
export abstract class Problem extends Error {
  abstract readonly code: string;
  readonly provider: Origin;
  readonly correlationId: string | undefined;

  constructor(message: string, { provider = 'GATEWAY', correlationId }: ProblemDetails = {}) {
    super(message);
    this.provider = provider;
    this.correlationId = correlationId;
  }
}

/** What the caller refers to is not there, or not for this caller: the two look the same. */
export class NotFound extends Problem {
  readonly code = 'NOT_FOUND';
}

/** The caller lacks a permission, whatever it asks about. Goes to the top-level `errors`, like a fault. */
export class Forbidden extends Problem {
  readonly code = 'FORBIDDEN';
}

/** An operation has made the gateway read more rows of lists than it may. Goes to the top-level `errors`. */
export class ScanBudgetExceeded extends Problem {
  readonly code = 'SCAN_BUDGET_EXCEEDED';

  constructor(max: number) {
    super(
      `The operation has read the ${max} rows of lists that one may. Ask for fewer lists or pages at once, ` +
        'or narrow them down by `modifiedSince`.',
    );
  }
}

/** The credentials of a caller have ended while a stream was open. */
export class CredentialsExpired extends Problem {
  readonly code = 'CREDENTIALS_EXPIRED';
}

export interface FieldProblem {
  /** Path in the caller's own input: `input.answers[0].answerCode`. */
  readonly path: string;
  /** What was expected. */
  readonly message: string;
}

/** Faults of one input that are told: a list in it may break a rule in each of thousands of items. */
const MAX_FAULTS = 50;

/** The input breaks a rule; every fault is named with its path, of very many the first. */
export class InvalidInput extends Problem {
  readonly code = 'INVALID_INPUT';
  readonly fields: readonly FieldProblem[];

  constructor(fields: readonly FieldProblem[], details?: ProblemDetails) {
    const told = fields.slice(0, MAX_FAULTS);
    const more = fields.length > told.length ? `; and ${fields.length - told.length} more` : '';
    super(
      told.map(({ path, message }) => `${path}: ${message}`).join('; ') + more || 'The input is not valid.',
      details,
    );
    this.fields = told;
  }
}

/** The provider understood and said no, for a business reason. */
export class Refused extends Problem {
  readonly code = 'REFUSED';
  /** A value of the schema's `RefusalReason`. */
  readonly reason: string;
  /** The part of the caller's own input that stands in the way: `input.instrument`. */
  readonly path: string | undefined;
  /** Key of the credit application that was to be changed: a refusal may have changed it, too. */
  readonly application: object | undefined;

  constructor(
    reason: string,
    message: string,
    details: ProblemDetails & { readonly path?: string; readonly application?: object | undefined } = {},
  ) {
    super(message, details);
    this.reason = reason;
    this.path = details.path;
    this.application = details.application;
  }
}

/** A write whose answer was lost, and which could not be found again: it may or may not have happened. */
export class OutcomeUnknown extends Problem {
  readonly code = 'OUTCOME_UNKNOWN';
  /** References that were sent with it, by which it can be looked for. */
  readonly references: readonly string[];

  constructor(message: string, details: ProblemDetails & { readonly references?: readonly string[] | undefined } = {}) {
    super(message, details);
    this.references = details.references ?? [];
  }
}
