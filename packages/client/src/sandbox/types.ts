/** A global id, as the GraphQL API gives it. */
export type Id = string;
/** ISO 8601, such as `P1D` or `PT1H30M`. */
export type Duration = string;
/** ISO 8601 with the zone. */
export type DateTime = string;

export type ProviderName = 'FONDO' | 'PAYEX' | 'AARTHIK';

export interface Clock {
  readonly now: DateTime;
  /** How many times as fast as real time it runs. */
  readonly speed: number;
  readonly frozen: boolean;
  /** How much is to happen later, and when the next of it. */
  readonly scheduled: number;
  readonly next: DateTime | null;
}

/** How a sandbox or a world begins. */
export interface Start {
  readonly seed?: Seed;
  /** Without the built-in clients, applications and borrowers. */
  readonly empty?: boolean;
  readonly frozen?: boolean;
  readonly speed?: number;
  /** Whether something happens by itself now and then. */
  readonly background?: boolean;
}

/** Objects of one's own. What is left out is chosen. */
export interface Seed {
  readonly instruments?: readonly {
    readonly isin: string;
    readonly name: string;
    readonly currency?: string;
    readonly price: number;
    readonly buyable?: boolean;
    readonly sellable?: boolean;
    readonly complex?: boolean;
  }[];
  readonly clients?: readonly {
    readonly id?: string;
    readonly name: string;
    readonly displayName?: string;
    readonly services?: readonly ('portfolioManagement' | 'executionOnly' | 'investmentAdvice')[];
  }[];
  readonly accounts?: readonly {
    readonly id?: string;
    readonly client?: Id;
    readonly name?: string;
    readonly status?: string;
    readonly type?: string;
    readonly owner?: { readonly firstName?: string; readonly lastName?: string; readonly ssn?: string };
    readonly balance?: number;
    readonly positions?: readonly { readonly instrument: Id; readonly units: number }[];
    readonly kyc?: 'APPROVED' | 'MISSING' | 'PENDING' | 'REJECTED' | 'EXPIRED';
  }[];
  readonly orders?: readonly {
    readonly id?: string;
    readonly account: Id;
    readonly type?: string;
    readonly instrument: Id;
    readonly amount?: number;
    readonly units?: number;
    readonly status?: OrderStatus;
    readonly clientRef?: string;
  }[];
  readonly persons?: readonly {
    readonly nationalNumber: string;
    readonly country: 'SE' | 'NO' | 'DK' | 'FI';
    readonly outcome?:
      | 'SIGNS'
      | 'DECLINED'
      | 'CANCELS'
      | 'NEVER_OPENS'
      | 'CERTIFICATE_ERROR'
      | 'SOMEBODY_ELSE_SIGNS'
      | 'SLOW'
      | 'COMPANY_NOT_CONFIGURED';
  }[];
  readonly applications?: readonly {
    readonly id?: string;
    readonly profile: string;
    readonly nationalNumber: string;
    readonly country?: 'SE' | 'NO' | 'DK' | 'FI';
    readonly creditLimit?: number;
    readonly language?: 'SV' | 'EN' | 'NO' | 'DA';
    readonly status?: string;
  }[];
  readonly borrowers?: readonly {
    readonly id: string;
    /** A documented borrower, whose course is taken. */
    readonly like?: string;
    readonly steps?: readonly { readonly after: Duration; readonly lender: string; readonly status: string }[];
    readonly start?: boolean;
  }[];
}

/** The ids of what was added, in the order of the seed. */
export interface Seeded {
  readonly instruments: readonly Id[];
  readonly clients: readonly Id[];
  readonly accounts: readonly Id[];
  readonly orders: readonly Id[];
  readonly applications: readonly Id[];
  readonly loanJourneys: readonly Id[];
}

export type OrderStatus =
  | 'RECEIVED'
  | 'PENDING'
  | 'HOLD'
  | 'SENT'
  | 'CONFIRMED'
  | 'SETTLED'
  | 'CANCELED'
  /** Not in the contract of Fondo: reads as `UNKNOWN`. */
  | 'REJECTED';

export interface JourneyChange {
  readonly status: 'PENDING' | 'COMPLETE' | 'CANCELED' | 'ERROR' | 'EXPIRED';
  /** The step that was left. */
  readonly context?: string;
  readonly errorCode?: string;
  /** Who has completed it. */
  readonly person?: {
    readonly firstName?: string;
    readonly lastName?: string;
    readonly ssn?: string;
    readonly accountName?: string;
  };
}

export type AccountChange =
  { readonly status: 'PENDING' | 'CONFIRM' | 'ACTIVE' | 'REJECTED' | 'CLOSED' } | { readonly deposit: number };

export interface SwishChange {
  readonly status: 'PAID' | 'DECLINED' | 'CANCELED' | 'ERROR';
  readonly errorCode?: string;
}

export interface PaymentChange {
  readonly status: 'PROCESSING' | 'COMPLETED' | 'FAILED';
  readonly reasonCode?: string;
  readonly reason?: string;
}

export interface WithdrawalChange {
  readonly status: 'SETTLED' | 'FAILED';
  readonly reason?: string;
}

export type SigningAct = 'OPEN_APP' | 'SIGN' | 'SIGN_AS_OTHER' | 'DECLINE' | 'CERTIFICATE_ERROR' | 'EXPIRE';

export type LoanJourneyChange =
  | { readonly status: string }
  | {
      readonly offer: {
        readonly lender: string;
        readonly status?: 'OFFER_RECEIVED' | 'OFFER_AWAITED' | 'NO_OFFER_AVAILABLE' | 'AA_REQUIRED';
      };
    }
  | { readonly consent: 'GIVE' | 'REFUSE' };

/** How a provider misbehaves from now on: for so many calls, or for so long, or until it is taken back. */
export type FaultInput = {
  readonly provider: ProviderName;
  /** An operation of its contract; left out: any. */
  readonly operation?: string;
  readonly times?: number;
  readonly for?: Duration;
} & (
  | { readonly kind: 'DOWN' }
  | { readonly kind: 'SLOW'; readonly delayMs: number }
  | {
      readonly kind: 'ANSWER';
      readonly status: number;
      readonly body?: unknown;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'SOCKET'; readonly socket: 'REFUSE' | 'LOSE' | 'TRUNCATE' | 'HANG' | 'ENDLESS' }
);

export interface Fault {
  readonly id: string;
  readonly provider: ProviderName;
  readonly kind: string;
  readonly operation: string;
  readonly left: number | null;
  readonly until: DateTime | null;
}

/** What the gateway has asked of a provider. */
export interface Call {
  readonly provider: ProviderName;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
}

/** An object of the sandbox: its id, its state, and what tells it apart. */
export interface SandboxObject {
  readonly id: Id;
  readonly status: string;
  readonly [detail: string]: unknown;
}

export interface SandboxState {
  readonly clock: Clock;
  readonly providers: Readonly<Record<ProviderName, { readonly up: boolean; readonly calls: number } | null>>;
  readonly faults: readonly Fault[];
  /** Newest first, at most fifty of each; `total` counts all. */
  readonly clients: readonly { readonly id: Id; readonly name: string; readonly sockets: number }[];
  readonly accounts: readonly SandboxObject[];
  readonly orders: readonly SandboxObject[];
  readonly journeys: readonly SandboxObject[];
  readonly swishDeposits: readonly SandboxObject[];
  readonly payments: readonly SandboxObject[];
  readonly withdrawals: readonly SandboxObject[];
  readonly applications: readonly SandboxObject[];
  readonly loanJourneys: readonly SandboxObject[];
  readonly total: Readonly<Record<string, number>>;
  readonly worlds: readonly WorldInfo[];
}

/** Providers and gateway of one test run, which no other run meets. */
export interface WorldInfo {
  readonly id: string;
  readonly url: string;
  /** Where its GraphQL is. */
  readonly graphql: string;
  /** Where its control API is. */
  readonly sandbox: string;
  readonly createdAt: DateTime;
  readonly idleSince: DateTime;
  /** It ends after so long without a request. */
  readonly idleAfter: Duration;
}

export interface Delivery {
  /** Path only. */
  readonly url: string;
  readonly status: number | null;
}
