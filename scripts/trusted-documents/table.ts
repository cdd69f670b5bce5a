import type { Measured } from './measure.ts';

const COLUMNS = ['operation', 'kind', 'cost', 'calls', 'rounds'] as const;

/** One line for each operation, figures to the right. */
export function tableOf(measured: readonly Measured[]): string {
  const rows = measured.map(({ operation: { name, kind }, cost, calls = '-', rounds = '-' }) =>
    [name, kind, cost, calls, rounds].map(String),
  );
  const widths = COLUMNS.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS), ...rows.map(line)].join('\n');
}
