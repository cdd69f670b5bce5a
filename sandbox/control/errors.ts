export interface Issue {
  /** Where in the body: `accounts[0].positions[1].instrument`. */
  readonly path: string;
  readonly message: string;
}

/** HTTP status of each code that the control itself answers. */
export const ERROR_STATUS = {
  BAD_REQUEST: 400,
  CONTROL_TOKEN_REQUIRED: 401,
  UNKNOWN_OBJECT: 404,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_POSSIBLE: 409,
  TOO_MANY_WORLDS: 429,
  INTERNAL_ERROR: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** Why a request to the control is not carried out, as told to its caller. */
export class ControlError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly Issue[] | undefined;

  constructor(code: ErrorCode, message: string, issues?: readonly Issue[]) {
    super(message);
    this.code = code;
    this.issues = issues;
  }

  /** The shape of the refusals of the gateway, so that a caller reads one. */
  get body() {
    const { message, code, issues } = this;
    return { errors: [{ message, extensions: { code, ...(issues && { issues }) } }] };
  }
}

export const notPossible = (message: string): never => {
  throw new ControlError('NOT_POSSIBLE', message);
};

export const badRequest = (issues: readonly Issue[]): never => {
  const [first] = issues;
  const message = first ? `${first.path === '' ? 'body' : first.path}: ${first.message}` : 'The body is not valid.';
  throw new ControlError('BAD_REQUEST', message, issues);
};
