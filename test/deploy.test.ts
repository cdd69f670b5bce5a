import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { SETTING_INFOS } from '../src/config/schema.ts';
import { startKit } from './kit/gateway.ts';

const DEPLOY = join(import.meta.dirname, '../deploy');
const read = (file: string): string => readFileSync(join(DEPLOY, file), 'utf8');

test('the manifests are well formed and give only settings that exist', () => {
  for (const file of readdirSync(join(DEPLOY, 'kubernetes'))) {
    for (const document of parseAllDocuments(read(`kubernetes/${file}`))) expect(document.errors).toEqual([]);
  }
  const given = [...read('kubernetes/deployment.yaml').matchAll(/name: ([A-Z_]+)_FILE/g)].map(([, name]) => name);
  const listed = [...read('kubernetes/configmap.yaml').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
  expect(given.length).toBeGreaterThan(0);
  for (const name of [...given, ...listed]) expect([...SETTING_INFOS.keys()]).toContain(name);
});

test('the dashboard and the alerts ask for metrics that there are', async () => {
  await using kit = await startKit();
  const text = await (await fetch(`${kit.gateway.url}/metrics`)).text();
  const told = text.match(/^# TYPE (\S+)/gm)?.map((line) => line.slice('# TYPE '.length)) ?? [];
  const asked = `${read('grafana-dashboard.json')}${read('alerts.yaml')}`.match(/\b(?:gateway|process)_[a-z_]+/g) ?? [];
  expect(asked.length).toBeGreaterThan(10);
  for (const name of asked) expect(told).toContain(name.replace(/_(count|bucket|sum)$/, ''));
});
