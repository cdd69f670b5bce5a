import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEMO_CLIENT, DEMO_INSTRUMENT } from '../../sandbox/fondo/index.ts';
import { parseApiKeys } from '../../src/auth/api-keys.ts';
import { loadSettings } from '../../src/config/index.ts';
import { startKit, type Kit } from '../kit/gateway.ts';

const metricsOf = async (kit: Kit): Promise<string> => (await fetch(`${kit.gateway.url}/metrics`)).text();
const READ = `{ client(id: "${DEMO_CLIENT}") { name } }`;

test('hits and misses of reference data are counted by provider, and nothing else is', async () => {
  await using kit = await startKit({ gateway: { referenceMs: 60_000 } });
  const instrument = `{ instrument(id: "Instrument:${DEMO_INSTRUMENT}") { name } }`;
  for (let at = 0; at < 3; at += 1) expect((await kit.query(instrument)).errors).toBeUndefined();
  for (let at = 0; at < 2; at += 1) await kit.query('{ offers { title } }');
  await kit.query(READ);
  const counted = (await metricsOf(kit)).match(/^gateway_reference_reads_total.* [1-9]\d*$/gm);
  expect(counted).toEqual([
    'gateway_reference_reads_total{provider="FONDO",result="sent"} 1',
    'gateway_reference_reads_total{provider="FONDO",result="cached"} 2',
    'gateway_reference_reads_total{provider="PAYEX",result="sent"} 1',
    'gateway_reference_reads_total{provider="PAYEX",result="cached"} 1',
  ]);
});

test('what is refused by admission control is counted by status', async () => {
  const { limits } = loadSettings({ RATE_PER_SECOND: '1', RATE_BURST: '2' });
  const apiKeys = parseApiKeys(`server:${'0'.repeat(64)}:investing:read`) ?? [];
  await using kit = await startKit({ gateway: { limits, auth: { apiKeys } } });
  const ask = (headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${kit.gateway.url}/graphql?query={__typename}`, { headers });
  expect((await ask({ origin: 'https://evil.example' })).status).toBe(403);
  for (let at = 0; at < 3; at += 1) await ask();
  expect((await metricsOf(kit)).match(/^gateway_refusals_total\{.*$/gm)?.toSorted()).toEqual([
    'gateway_refusals_total{status="401",code="UNAUTHENTICATED"} 2',
    'gateway_refusals_total{status="403",code="FORBIDDEN_ORIGIN"} 1',
    'gateway_refusals_total{status="429",code="RATE_LIMITED"} 1',
  ]);
});

test('every alert asks for labels that its metric has', async () => {
  await using kit = await startKit({
    settings: (given) => ({ ...given, aarthik: { ...given.aarthik, apiKey: 'sk_test_wrong' } }),
    gateway: { limits: loadSettings({ RATE_PER_SECOND: '0.001', RATE_BURST: '2' }).limits },
  });
  await kit.query(READ);
  await kit.query('{ loanJourney(id: "somebody") { status } }');
  await kit.query(READ); // one too many
  const lines = (await metricsOf(kit)).split('\n');
  expect(lines).toContainEqual(expect.stringMatching(/code="PROVIDER_REJECTED_GATEWAY",provider="AARTHIK"\} 1$/));
  const alerts = readFileSync(join(import.meta.dirname, '../../deploy/alerts.yaml'), 'utf8');
  const asked = [...alerts.matchAll(/\b(gateway_[a-z_]+)(?:\{([^}]*)\})?/g)];
  expect(asked.length).toBeGreaterThan(5);
  const given = new Set(['instance', 'le']); // by Prometheus, and by the histogram
  for (const [, metric, matchers = ''] of asked) {
    const sample =
      lines.find((line) => line.startsWith(`${metric}{`)) ?? lines.find((line) => line.startsWith(`${metric} `));
    const has = new Set([...(sample ?? '').matchAll(/(\w+)="/g)].map(([, label]) => label));
    const grouped = [...alerts.matchAll(/by \(([^)]*)\)[^\n]*?(gateway_[a-z_]+)/g)].filter(([, , of]) => of === metric);
    const wanted = [...matchers.matchAll(/(\w+)[!=~]+"/g)].map(([, label]) => label);
    for (const label of [...wanted, ...grouped.flatMap(([, labels]) => labels?.split(', '))])
      expect(given.has(label ?? '') || has.has(label), `${metric} has ${label}`).toBe(true);
  }
});
