import { describe, test } from 'vitest';
import { noExample, script } from './example/build.ts';

describe.skipIf(noExample)('the package of the example', { timeout: 240_000 }, () => {
  test('its types hold, and its rules do what their tests say', () => script('check'));
});
