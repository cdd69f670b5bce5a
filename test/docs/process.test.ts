import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, type DefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { lead, type Act, type Answer, type Api, type Person, type Process } from '../../docs/examples/process-flow.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { TEST_ACCOUNTS, TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { startKit, type Kit } from '../kit/gateway.ts';
import { goThrough } from '../kit/person.ts';
import { apply, upgrade } from '../schema/payex/kit.ts';

const SPEED = 8;
const CHANGED = readFileSync('docs/operations/process-changed.graphql', 'utf8');
const ACTS = readFileSync('docs/operations/process-mutations.graphql', 'utf8');

/** One operation of the docs, with the fragment that all of them share. */
function operation(name: string): string {
  const named = (one: DefinitionNode): boolean => 'name' in one && [name, 'Problem'].includes(one.name?.value ?? '');
  const found = parse(ACTS).definitions.filter(named);
  return found.map(({ loc }) => ACTS.slice(loc?.start, loc?.end)).join('\n');
}

/** The frontend's GraphQL client. */
const apiOf = (kit: Kit): Api => ({
  async mutate(name, variables) {
    const { data, errors } = await kit.query(operation(name), { ...variables });
    if (errors) throw new Error(JSON.stringify(errors));
    return data.act as Act;
  },
  async *watch(_operation, variables) {
    const watching = kit.watch(CHANGED, { ...variables });
    try {
      for await (const { data, errors } of watching) {
        if (errors) throw new Error(JSON.stringify(errors));
        yield data.processChanged as Process;
      }
    } finally {
      await watching.leave();
    }
  },
});

/** Somebody who does what is asked for, and remembers what it was. */
function somebody(): Person & { readonly did: string[] } {
  const did: string[] = [];
  return {
    did,
    ipAddress: '192.0.2.10',
    async visit(url) {
      did.push('visit');
      await goThrough(url);
    },
    async answer(questions) {
      did.push('answer');
      return questions.map(({ code, possibleAnswers }): Answer => ({
        questionCode: code,
        answerCode: (possibleAnswers.find((one) => one.code === 'false') ?? possibleAnswers[0])?.code ?? 'Salary',
      }));
    },
    async choose(offers) {
      did.push('choose');
      return offers[0]?.id ?? '';
    },
    show({ qrCode, launchUrl }) {
      if (qrCode && launchUrl && did.at(-1) !== 'show') did.push('show');
    },
  };
}

const startFlow = (): Promise<Kit> =>
  startKit({
    sandbox: { speed: SPEED },
    gateway: {
      streams: {
        signing: { qrMs: 20, waitMs: 20, settleMs: 20, lingerMs: 20 },
        loans: { time: { now: () => Date.now(), wait: (ms, signal) => delay(ms / SPEED, undefined, { signal }) } },
      },
    },
  });

/** How each process is begun: the only place that knows who runs it. */
const BEGIN: Readonly<Record<string, (kit: Kit) => Promise<string>>> = {
  'a journey that opens an investment account': async (kit) => {
    const document = `mutation { createJourney(input: { client: "${DEMO_CLIENT}", journey: { createAccount: { accountName: "Mine" } } }) { ... on Journey { id } } }`;
    return (await kit.query(document)).data.createJourney.id as string;
  },
  'a Swedish application with BankID': (kit) => apply(kit, TEST_PERSONS.signer, 'kontotyp-1'),
  'a Norwegian application': (kit) => apply(kit, TEST_PERSONS.norwegian, 'kontotype-no'),
  'a Danish application with a budget form': (kit) => apply(kit, TEST_PERSONS.danish, 'kontotype-dk'),
  'a higher limit': (kit) => upgrade(kit, TEST_ACCOUNTS.swedish.accountNo),
  'a gold loan': async (kit) => {
    const document = `mutation ($borrower: ID!) { startLoanJourney(input: { borrower: $borrower, type: GOLD_LOAN, personal: { mobileNumber: "9876543210" }, goldLoan: { requestedAmount: "150000" } }) { ... on LoanJourney { id } } }`;
    const { data } = await kit.query(document, { borrower: TEST_BORROWERS.offered.id });
    return data.startLoanJourney.id as string;
  },
  'a loan after a consent': async (kit) => {
    const document = `mutation ($borrower: ID!) { startLoanJourney(input: { borrower: $borrower, personal: { mobileNumber: "9876543210" } }) { ... on LoanJourney { id } } }`;
    const { data } = await kit.query(document, { borrower: TEST_BORROWERS.consent.id });
    return data.startLoanJourney.id as string;
  },
};

const DID: Readonly<Record<string, string[]>> = {
  'a journey that opens an investment account': ['visit'],
  'a Swedish application with BankID': ['answer', 'show'],
  'a Norwegian application': ['answer', 'visit'],
  'a Danish application with a budget form': ['answer', 'visit', 'visit'],
  'a higher limit': ['answer', 'show'],
  'a gold loan': ['choose', 'visit'],
  'a loan after a consent': ['visit', 'choose', 'visit'],
};

test.each(Object.keys(BEGIN))('the one example frontend leads %s to its end', async (name) => {
  await using kit = await startFlow();
  const person = somebody();
  const id = await BEGIN[name]!(kit);
  expect(await lead(id, apiOf(kit), person)).toBe('COMPLETED');
  expect(person.did).toEqual(DID[name]);
  const { data } = await kit.query('query ($id: ID!) { process(id: $id) { id isFinal nextActions { __typename } } }', {
    id,
  });
  expect(data.process).toEqual({ id, isFinal: true, nextActions: [] });
});

test('the example frontend names no provider', () => {
  const source = readFileSync('docs/examples/process-flow.ts', 'utf8') + CHANGED + ACTS;
  expect(source).not.toMatch(/fondo|payex|aarthik/i);
});
