/** What one check has found, and what to do about it. */
export interface Finding {
  readonly check: string;
  /** `warn`: it runs, but something of it will not work, or not well. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  readonly advice?: string;
}

export const ok = (check: string, text: string): Finding => ({ check, state: 'ok', text });
export const warn = (check: string, text: string, advice: string): Finding => ({ check, state: 'warn', text, advice });
export const fail = (check: string, text: string, advice: string): Finding => ({ check, state: 'fail', text, advice });

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

/** One line for each finding, what to do below it. */
export const printed = (findings: readonly Finding[]): string =>
  findings
    .map(({ check, state, text, advice }) =>
      [`${MARKS[state]}  ${check.padEnd(16)} ${text}`, ...(advice ? [`${' '.repeat(23)}-> ${advice}`] : [])].join('\n'),
    )
    .join('\n');
