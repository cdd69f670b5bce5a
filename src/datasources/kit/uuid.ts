const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const UPPER_CASE = /[A-F]/;

/** Whether it is a UUID as the gateway writes them: in lower case. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/**
 * A UUID in lower case, whoever wrote it: RFC 9562 (4) has it written so, and read in either case. Inside the gateway
 * two spellings of one id would be two objects. What is no UUID is answered as it is.
 */
export function canonicalUuid(text: string): string {
  if (text.length !== 36 || !UPPER_CASE.test(text)) return text;
  const lower = text.toLowerCase();
  return UUID.test(lower) ? lower : text;
}
