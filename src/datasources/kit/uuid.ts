const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const UPPER_CASE = /[A-F]/;

/** Whether it is a UUID as the gateway writes them: in lower case. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** Whether it may be a UUID that is not in lower case. */
export const mayBeUpperCase = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 36 && UPPER_CASE.test(value);

/**
 * A UUID in lower case, whoever wrote it: RFC 9562 (4) has it written so, and read in either case. Inside the gateway
 * two spellings of one id would be two objects. What is no UUID is answered as it is.
 */
export function canonicalUuid(text: string): string {
  if (!mayBeUpperCase(text)) return text;
  const lower = text.toLowerCase();
  return UUID.test(lower) ? lower : text;
}
