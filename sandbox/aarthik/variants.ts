/** Alternative interpretations of ambiguous documentation. The defaults follow the contract. */
export interface AarthikVariants {
  /** `poll_after_ms` is sent. */
  pollAfter: boolean;
  /** Content of `data` in the create response. */
  dataOfCreate: 'full' | 'empty';
  /** `request_id`, `correlation_id`, or `requestID`, `correlationID` as in the sibling product. */
  envelope: 'snake' | 'camel';
  /** `error` of a failed Hybrid operation: an object with a code, or only the message. */
  errorBody: 'object' | 'text';
  /** Lenders have a `status` member. */
  lenderStatus: boolean;
  /** Undocumented enum values, undocumented members and nulls. */
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
