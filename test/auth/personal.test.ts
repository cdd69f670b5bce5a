import { readFileSync } from 'node:fs';
import { getNamedType, isInterfaceType, isLeafType, isObjectType } from 'graphql';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { personalDataPage } from '../../scripts/personal-data-page.ts';
import { schema } from '../../src/schema/index.ts';
import { EVERYTHING, startAuthKit } from './kit.ts';

const at = (path: string): string => new URL(`../../${path}`, import.meta.url).pathname;
const squeezed = (name: string): string => name.replaceAll(/[^a-z\d]/gi, '').toLowerCase();

/** Names so general that they say nothing about what the field holds. */
const GENERAL = new Set(['value', 'data', 'state', 'content', 'detail', 'problems', 'profile', 'personal', 'address']);
/** What the contracts cannot mark: Fondo's has no marks, and these names mean the same everywhere. */
const ALWAYS = ['ssn', 'firstName', 'lastName', 'fullName', 'nationalNumber', 'iban', 'clearingNumber', 'executorRef'];
/** The name alone misleads. */
const HARMLESS = new Set([
  'InstrumentCost.all', // what a fund costs
  'LoanJourney.borrower', // the partner's own id of the borrower; the mark is for the snapshot's object of that name
  'KycPossibleAnswer.code', // an answer that can be given, not one that was
]);

/** The names of all members that a contract marks as personal data. Secrets of a session are another matter. */
function markedNames(node: unknown, name = ''): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { 'x-personal-data': personal, 'x-pii': pii } = node as Record<string, unknown>;
  const marked = personal === true || pii === 'high' || pii === 'medium';
  const below = Object.entries(node).flatMap(([key, value]) => markedNames(value, key));
  return marked ? [name, ...below] : below;
}

const names = new Set(
  [...ALWAYS, ...['payex', 'aarthik'].flatMap((one) => markedNames(schemasOf(one)))]
    .map(squeezed)
    .filter((name) => !GENERAL.has(name)),
);

function schemasOf(provider: string): unknown {
  const contract = parse(readFileSync(at(`contracts/${provider}.openapi.yaml`), 'utf8'), { version: '1.1' }) as {
    components: { schemas: unknown };
  };
  return contract.components.schemas;
}

test('every field that answers what the contracts mark as personal data is marked too', () => {
  expect(names).toContain('msisdn');
  expect(names).toContain('pan');
  const unmarked: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, extensions, description, type: answer } of Object.values(type.getFields())) {
      const exposed = extensions['pothosExposedField'];
      const known = [name, typeof exposed === 'string' ? exposed : ''].map(squeezed);
      const place = `${type.name}.${name}`;
      const open = getNamedType(answer).name === 'JSON';
      const said = isLeafType(getNamedType(answer)) && /personal data/i.test(description ?? '');
      if ((open || said || known.some((one) => names.has(one))) && !extensions['personal'] && !HARMLESS.has(place))
        unmarked.push(place);
    }
  }
  expect(unmarked).toEqual([]);
});

test('docs/personal-data.md lists the fields that are marked', async () => {
  const file = at('docs/personal-data.md');
  const page = await format(personalDataPage(schema), { ...(await resolveConfig(file)), parser: 'markdown' });
  expect(readFileSync(file, 'utf8') === page, 'run `npm run personal-data`').toBe(true);
});

const OWNER = `{
  client(id: "${DEMO_CLIENT}") {
    account(id: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}") {
      owner { fullName nationalNumber }
      bankAccounts { clearingNumber accountNumber }
    }
  }
}`;

test('personal data is masked for a caller who may not see it, and whole for one who may', async () => {
  await using auth = await startAuthKit();
  const permissions = EVERYTHING.permissions.filter((one) => one !== 'pii:read');
  const masked = (await auth.as({ ...EVERYTHING, permissions }, OWNER)).data.client.account;
  const whole = (await auth.as(EVERYTHING, OWNER)).data.client.account;
  expect(whole.owner.nationalNumber).toMatch(/^\d{12}$/);
  expect(masked.owner).toEqual({
    fullName: `${whole.owner.fullName.slice(0, 1)}***`,
    nationalNumber: `${whole.owner.nationalNumber.slice(0, 8)}-****`,
  });
  expect(masked.bankAccounts[0].clearingNumber).toBe('****');
  expect(masked.bankAccounts[0].accountNumber).not.toBe(whole.bankAccounts[0].accountNumber);
});
