/** In how many ways the provider may be read where its pages leave room. The defaults are the contract's. */
export interface AarthikVariants {
  /** `poll_after_ms` is sent. */
  pollAfter: boolean;
  /** What the create call puts into `data`. */
  dataOfCreate: 'full' | 'empty';
  /** `request_id`, `correlation_id`, or `requestID`, `correlationID` as the sibling product has it. */
  envelope: 'snake' | 'camel';
  /** `error` of a failed Hybrid call: the object with its code, or the message alone. */
  errorBody: 'object' | 'text';
  /** Lenders carry a `status` of their own. */
  lenderStatus: boolean;
  /** Values of the open sets that no page lists, members that no page has, and nulls. */
  unknownValues: boolean;
  /** Numbers are sent as strings. */
  numbersAsStrings: boolean;
}

export const DEFAULT_VARIANTS: Readonly<AarthikVariants> = {
  pollAfter: true,
  dataOfCreate: 'full',
  envelope: 'snake',
  errorBody: 'object',
  lenderStatus: true,
  unknownValues: false,
  numbersAsStrings: false,
};

/** A copy in which every number is a string. */
export const stringified = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(stringified);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stringified(member)]));
};
