const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID = /^[0-7][\dA-HJKMNP-TV-Z]{25}$/;
/** Characters of the time, of 5 bits each: milliseconds since the epoch. */
const TIME_LENGTH = 10;
const RANDOM = '0'.repeat(16);

/** Milliseconds since the epoch at which a ULID was made; undefined for any other text, one in small letters included. */
export function timeOfUlid(text: string): number | undefined {
  if (!ULID.test(text)) return undefined;
  let time = 0;
  for (const character of text.slice(0, TIME_LENGTH)) time = time * 32 + CROCKFORD.indexOf(character);
  return time;
}

/** The least ULID of a moment: every ULID made before it is less, as text. */
export function leastUlidAt(time: number): string {
  let text = '';
  for (let rest = Math.floor(time); text.length < TIME_LENGTH; rest = Math.floor(rest / 32))
    text = CROCKFORD.charAt(rest % 32) + text;
  return text + RANDOM;
}
