/** A name such as `OUTCOME_UNKNOWN` is a word as a whole, and so is each of its parts. Is sent to browsers as its source. */
export const wordsOf = (text: string): string[] => [
  ...text.split(/[\n\r\p{Z}\p{P}]+/u),
  ...(text.match(/[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+/g) ?? []),
];

/**
 * A code or a setting is looked for where all of them are told; history and reasons come after what is to be done. Is sent
 * to browsers as its source.
 */
export const weightOf = (page: string, word: string): number => {
  if (word.includes('_') && /^\/(?:errors|configuration)/.test(page)) return 5;
  return /^\/(?:changelog|decisions|measurements)/.test(page) ? 0.3 : 1;
};
