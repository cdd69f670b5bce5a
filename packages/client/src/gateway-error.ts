/** An entry of `errors`, with what the gateway says about it. */
export interface GraphQLErrorEntry {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly provider?: string;
    readonly retryable?: boolean;
    readonly retryAfterMs?: number;
    readonly correlationId?: string;
    readonly [name: string]: unknown;
  };
}

/** What failed, as the gateway says it: its code decides what to do, its message is not for the person. */
export class GatewayError extends Error {
  override readonly name: string = 'GatewayError';
  readonly errors: readonly GraphQLErrorEntry[];
  /** What has been answered in spite of the errors. */
  readonly data: unknown;

  constructor(errors: readonly GraphQLErrorEntry[], data?: unknown) {
    super(errors[0]?.message ?? 'The gateway has answered without data.');
    this.errors = errors;
    this.data = data;
  }

  /** Of the first error. */
  get code(): string | undefined {
    return this.errors[0]?.extensions?.code;
  }

  get provider(): string | undefined {
    return this.errors[0]?.extensions?.provider;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return this.errors.length > 0 && this.errors.every(({ extensions }) => extensions?.retryable === true);
  }

  get retryAfterMs(): number | undefined {
    return this.errors[0]?.extensions?.retryAfterMs;
  }

  /** Under which support finds the request in the logs of the gateway. */
  get correlationId(): string | undefined {
    return this.errors[0]?.extensions?.correlationId;
  }
}
