import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKit, type Kit } from '../kit/gateway.ts';

let kit: Kit;
beforeAll(async () => void (kit = await startKit()));
afterAll(() => kit[Symbol.asyncDispose]());

for (const audit of serverAudits({ url: () => `${kit.gateway.url}/graphql`, fetchFn: fetch })) {
  test(audit.name, async () => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
  });
}
