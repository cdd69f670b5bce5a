import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Reporter that ends with a line for each test that failed, or passed only when it was run again (`TEST_RETRIES`), with
 * the first line of its error; and then `N passed, N failed`, for parsing by CI. With `TEST_COUNTS` the lines are
 * appended to that file instead: CI runs several suites, and ends with the sum of their lines.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const lines: string[] = [];
    const tell = (what: string, name: string, errors: ReadonlyArray<{ message: string }> | undefined) =>
      lines.push(`${what}: ${name}: ${errors?.[0]?.message.split('\n')[0] ?? ''}`);
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state !== 'pending') count[state] += 1;
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        if (state === 'failed') tell('failed', name, errors);
        else if (test.diagnostic()?.flaky) tell('passed when run again', name, errors);
      }
      if (module.state() === 'failed' && module.errors().length > 0) {
        count.failed += 1;
        tell('failed', module.relativeModuleId, module.errors());
      }
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    lines.push(`${count.passed} passed, ${count.failed} failed${skipped}`);
    const { TEST_COUNTS: file } = process.env;
    if (file) appendFileSync(file, `${lines.join('\n')}\n`);
    else process.on('exit', () => console.log(lines.join('\n')));
  }
}
