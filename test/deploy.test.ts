import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadSettings, type GatewayConfig } from '../src/config/index.ts';
import { SETTING_INFOS } from '../src/config/schema.ts';
import { startWarnings } from '../src/lifecycle/start-warnings.ts';
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

test('the manifests of three replicas over a Redis are well formed, and give only settings that exist', () => {
  const files = readdirSync(join(DEPLOY, 'kubernetes-redis'));
  for (const file of files)
    for (const document of parseAllDocuments(read(`kubernetes-redis/${file}`))) expect(document.errors).toEqual([]);
  const [kustomization] = parseAllDocuments(read('kubernetes-redis/kustomization.yaml')).map((one) => one.toJS());
  const named = [...kustomization.resources, ...kustomization.patches.map(({ path }: { path: string }) => path)];
  expect(named.sort()).toEqual(['../kubernetes', ...files.filter((file) => file !== 'kustomization.yaml')].sort());
  const patch = parseAllDocuments(read('kubernetes-redis/gateway.yaml'))[0]?.toJS();
  expect(patch.spec.replicas).toBe(3);
  const env = patch.spec.template.spec.containers[0].env as readonly { name: string; value: string }[];
  for (const { name } of env) expect([...SETTING_INFOS.keys()]).toContain(name.replace(/_FILE$/, ''));
  const url = new URL(env.find(({ name }) => name === 'REDIS_URL')?.value ?? '');
  const services = parseAllDocuments(read('kubernetes-redis/redis.yaml')).map((one) => one.toJS());
  expect(services.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name)).toEqual([
    url.hostname,
  ]);
  expect(url.protocol).toBe('rediss:');
});

interface Manifest {
  readonly kind: string;
  readonly spec?: any; // Kubernetes' own schema
  readonly resources?: readonly string[];
  readonly images?: readonly { readonly name: string }[];
}
const manifests = readdirSync(join(DEPLOY, 'kubernetes')).flatMap((file) =>
  parseAllDocuments(read(`kubernetes/${file}`)).map((document) => document.toJS() as Manifest),
);
const only = (kind: string): Manifest => {
  const [found, ...more] = manifests.filter((one) => one.kind === kind);
  if (!found || more.length > 0) throw new Error(`Expected one ${kind}`);
  return found;
};

test('every manifest is applied, and the image is set in one place', () => {
  const { resources = [], images = [] } = only('Kustomization');
  const files = readdirSync(join(DEPLOY, 'kubernetes')).filter((file) => file !== 'kustomization.yaml');
  expect([...resources].sort()).toEqual(files.sort());
  const [container] = only('Deployment').spec.template.spec.containers;
  expect(container.image).not.toMatch(/[:@]/);
  expect(images.map(({ name }) => name)).toEqual([container.image]);
});

test('the manifests set what several instances behind an ingress need', () => {
  const pod = only('Deployment').spec.template.spec;
  const names = pod.containers[0].env.map(({ name }: { name: string }) => name);
  for (const secret of ['FILES_SECRET', 'METRICS_TOKEN', 'FONDO_WEBHOOK_SECRET', 'AARTHIK_WEBHOOK_SECRET'])
    expect(names).toContain(`${secret}_FILE`);
  const { PUBLIC_URL: url, ALLOWED_HOSTS: hosts } = (only('ConfigMap') as unknown as { data: Record<string, string> })
    .data;
  const [rule] = only('Ingress').spec.rules;
  expect([URL.parse(url ?? '')?.hostname, hosts]).toEqual([rule.host, rule.host]);
  const labels = only('Deployment').spec.selector.matchLabels;
  for (const spread of pod.topologySpreadConstraints) expect(spread.labelSelector.matchLabels).toEqual(labels);
  expect(only('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
  expect(only('NetworkPolicy').spec.podSelector.matchLabels).toEqual(labels);
});

test('in production /metrics is not open, on a loopback listener either', async () => {
  const statusOf = async (more: Partial<GatewayConfig>): Promise<number> => {
    await using kit = await startKit({ gateway: more });
    return (await fetch(`${kit.gateway.url}/metrics`)).status;
  };
  const { telemetry } = loadSettings({});
  expect(await statusOf({ production: false })).toBe(200);
  expect(await statusOf({ production: true })).toBe(404);
  expect(await statusOf({ production: true, telemetry: { ...telemetry, metricsToken: 'secret' } })).toBe(401);
});

test('a start in production that listens on more than loopback warns about what several instances need', () => {
  const config = { ...loadSettings({}), production: true, host: '0.0.0.0', sandboxed: new Set<never>() };
  expect(startWarnings(config).map((text) => text.split(' ', 1)[0])).toEqual(['FILES_SECRET', 'PUBLIC_URL']);
  expect(startWarnings({ ...config, filesSecret: 'x', publicUrl: 'https://api.example' })).toEqual([]);
  expect(startWarnings({ ...config, host: '127.0.0.1' })).toEqual([]);
});

const kindsOf = (metrics: string): Map<string, string> =>
  new Map([...metrics.matchAll(/^# TYPE (\S+) (\S+)/gm)].map(([, name = '', kind = '']) => [name, kind]));
const namesIn = (text: string): string[] =>
  (text.match(/\b(?:gateway|process)_[a-z_]+/g) ?? []).map((name) => name.replace(/_(count|bucket|sum)$/, ''));

test('the dashboard and the alerts ask for metrics that there are, and every metric of the gateway is in one of them', async () => {
  await using kit = await startKit();
  const kinds = kindsOf(await (await fetch(`${kit.gateway.url}/metrics`)).text());
  const asked = namesIn(`${read('grafana-dashboard.json')}${read('alerts.yaml')}`);
  expect(asked.filter((name) => !kinds.has(name))).toEqual([]);
  const own = [...kinds.keys()].filter((name) => name.startsWith('gateway_'));
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter((name) => !asked.includes(name))).toEqual([]);
});

test('docs/operations.md lists every metric of the gateway with its type, and no other', async () => {
  await using kit = await startKit();
  const kinds = kindsOf(await (await fetch(`${kit.gateway.url}/metrics`)).text());
  const page = readFileSync(join(DEPLOY, '../docs/operations.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (`gateway_[^|]*) \| (\w+) /gm)];
  const listed = rows.flatMap(([, names = '', kind]) => namesIn(names).map((name) => [name, kind]));
  expect(listed.toSorted()).toEqual([...kinds].filter(([name]) => name.startsWith('gateway_')).toSorted());
});

test('the metrics are served while providers are off', async () => {
  await using kit = await startKit({ gateway: { fondo: undefined, payex: undefined, aarthik: undefined } });
  const response = await fetch(`${kit.gateway.url}/metrics`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('gateway_sockets 0');
});
