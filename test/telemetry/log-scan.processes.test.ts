import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT, signWebhook } from '../../sandbox/fondo/index.ts';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { post, until, type Answered } from '../kit/gateway.ts';
import { applicationInput } from '../schema/payex/kit.ts';
import { startProcess } from '../lifecycle/process-kit.ts';

const OWNER = /* GraphQL */ `
  query Owner($client: ID!, $account: ID!) {
    client(id: $client) {
      account(id: $account) {
        owner {
          fullName
          firstName
          lastName
          nationalNumber
        }
        bankAccounts {
          accountNumber
        }
        agreements {
          documentUrl
        }
      }
    }
  }
`;
const APPLY = /* GraphQL */ `
  mutation Apply($input: CreateApplicationInput!) {
    createApplication(input: $input) {
      ... on Application {
        applicant {
          nationalNumber
          email
          mobileNumber
        }
      }
    }
  }
`;
const START = /* GraphQL */ `
  mutation Start($input: StartLoanJourneyInput!) {
    startLoanJourney(input: $input) {
      __typename
    }
  }
`;
const OFFERS = /* GraphQL */ `
  query Offers($id: ID!) {
    loanJourney(id: $id) {
      id
      lenders {
        offers {
          id
        }
      }
    }
  }
`;
const OPEN = /* GraphQL */ `
  mutation Open($input: OpenLoanOfferInput!) {
    openLoanOffer(input: $input) {
      ... on HostedLoanPage {
        url
      }
    }
  }
`;

/** Every text of an answer. */
const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

const planted = (what: string): string => `planted-${what}-4711`;
const HEADERS = {
  authorization: `Bearer ${planted('token')}`,
  cookie: `session=${planted('cookie')}`,
  'user-agent': planted('agent'),
  'x-api-key': planted('key'),
  'x-forwarded-for': '203.0.113.77',
};

test('nothing personal and no secret of a run that succeeds is logged, counted or recorded', async () => {
  await using gateway = await startProcess();
  const { sandbox, url } = gateway;
  const shown: string[] = [];
  const ask = async (document: string, variables: Record<string, unknown>): Promise<any> => {
    const { data, errors }: Answered = await post(url, document, variables, HEADERS);
    expect(errors).toBeUndefined();
    return data;
  };

  const owner = await ask(OWNER, { client: DEMO_CLIENT, account: `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}` });
  expect(owner.client.account.owner.nationalNumber).toMatch(/^\d{12}$/);
  const link = String(owner.client.account.agreements[0].documentUrl);
  expect((await fetch(link, { headers: HEADERS })).status).toBe(200);
  const email = 'planted.4711@example.com';
  const applied = await ask(APPLY, { input: applicationInput(TEST_PERSONS.signer, 'kontotyp-2', { email }) });
  expect(applied.createApplication.applicant.email).toBe(email);
  const personal = { mobileNumber: '9876504711', pan: 'ABCPE4711F' };
  await ask(START, { input: { borrower: planted('borrower'), personal } });
  const { loanJourney } = await ask(OFFERS, { id: DEMO_BORROWER });
  const opened = await ask(OPEN, { input: { journey: loanJourney.id, offer: loanJourney.lenders[0].offers[0].id } });
  expect(opened.openLoanOffer.url).toContain('#');
  shown.push(...textsOf([owner, applied, opened]), ...textsOf(personal));

  const { fondo, payex, aarthik } = sandbox.settings;
  const now = Math.floor(Date.now() / 1000);
  const news = JSON.stringify({
    origin_experience: 'HYBRID',
    borrower: {
      provider_id: DEMO_BORROWER,
      profile: { Personal: { contactNumber: '9876504712', fullName: planted('name') } },
      journey: { type: 'PERSONAL_LOAN', status: 'OFFERED' },
    },
  });
  const signature = createHmac('sha256', aarthik.webhook.secret).update(`${now}.${news}`).digest('hex');
  const deliver = async (path: string, body: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(`${url}/webhooks/${path}`, { method: 'POST', body, headers: { ...HEADERS, ...headers } })).status;
  const aarthikHeaders = {
    'x-al-delivery-id': randomUUID(),
    'x-al-timestamp': `${now}`,
    'x-al-signature': `sha256=${signature}`,
  };
  expect(await deliver('aarthik/snapshot', news, aarthikHeaders)).toBe(204);
  const journey = JSON.stringify({ object: 'journey', name: planted('journey') });
  const fondoHeaders = { 'x-fondo-signature': signWebhook(fondo.callbacks.secret, journey, now) };
  expect(await deliver(`fondo/journey/${DEMO_CLIENT}`, journey, fondoHeaders)).toBe(400);
  expect(await deliver(`payex/sign/${planted('sign')}`, planted('body'), {})).toBe(204);

  const metrics = await (await fetch(`${url}/metrics`)).text();
  await post(url, 'query Last { __typename }');
  await until(() => gateway.output().includes('"operation":"Last"'), 'the log');
  const done = gateway.records().filter(({ audit }) => audit === 'OUTCOME');
  expect(done.map(({ what }) => what)).toEqual(['createApplication', 'startLoanJourney', 'openLoanOffer']);
  expect(gateway.output()).toContain('"operation":"Owner"');
  for (const provider of ['FONDO', 'PAYEX', 'AARTHIK'])
    expect(gateway.output()).toMatch(new RegExp(`"provider":"${provider}".*"status":20`));
  const secrets = [fondo.clientSecret, fondo.callbacks.secret, payex.token, aarthik.apiKey, aarthik.webhook.secret];
  const words = [
    ...shown,
    ...secrets,
    ...Object.values(HEADERS),
    'planted',
    '9876504712',
    signature,
    new URL(link).pathname,
  ];
  expect(words.length).toBeGreaterThan(20);
  const leaks = words.filter((word) =>
    [gateway.output(), metrics, gateway.audit().replaceAll(planted('borrower'), '')].some((text) =>
      text.includes(word),
    ),
  );
  expect(leaks).toEqual([]);
});
