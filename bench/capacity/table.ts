/** A table in Markdown, with a heading. */
export function printTable(
  heading: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  console.log(`\n**${heading}**\n`);
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}

export const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
export const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
/** Of milliseconds. */
export const microseconds = (ms: number): string => `${(ms * 1_000).toFixed(1)} µs`;
