import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/index.ts';
import { DEMO_BORROWER, TEST_BORROWERS } from '../../sandbox/aarthik/index.ts';
import { DEMO_ACCOUNT, DEMO_CLIENT, signWebhook } from '../../sandbox/fondo/index.ts';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { EVERYTHING, openSocket, startAuthKit } from '../auth/kit.ts';
import { startBeside, until, type Kit } from '../kit/gateway.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { swishInput } from '../schema/fondo/kit.ts';
import { act, apply, bare, SIGN_STATUS, startPayexKit } from '../schema/payex/kit.ts';

const MOBILE = '9876543210';
const ACCOUNT_NAME = 'savings for the wedding of somebody';
const SUBJECT = 'the subject of a person';
const DELIVERY = 'delivery-0e6b';
const GUESS = 'a-guessed-credential';
const OFFERED = TEST_BORROWERS.offered.id;
const LOANS = `subscription { loanJourneyChanged(id: "${DEMO_BORROWER}") { status } }`;
const EVENTS = `subscription { clientEvents(client: "${DEMO_CLIENT}", types: [ACCOUNT], includeStatus: true) { __typename ... on AccountChange { account { name } } } }`;
const SWISH = 'subscription ($deposit: ID!) { swishDepositChanged(id: $deposit) { id } }';

/** Everything that a Redis is sent and keeps from now on. */
async function tapped(redis: RedisServer) {
  redis.cli('CONFIG', 'SET', 'slowlog-log-slower-than', '0');
  redis.cli('CONFIG', 'SET', 'slowlog-max-len', '100000');
  redis.cli('CONFIG', 'SET', 'rdbcompression', 'no');
  const monitor = spawn('redis-cli', ['-p', String(redis.port), 'MONITOR'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let sent = '';
  monitor.stdout.on('data', (chunk: Buffer) => (sent += chunk.toString('latin1')));
  await until(() => sent.startsWith('OK'), 'the monitor');
  return {
    async text(): Promise<{ monitored: string; slow: string; dump: string }> {
      redis.cli('SAVE');
      redis.cli('PING', 'the end');
      await until(() => sent.includes('"the end"'), 'the monitor to come to here');
      const ended = once(monitor, 'exit');
      monitor.kill();
      await ended;
      const [, dir = ''] = redis.cli('CONFIG', 'GET', 'dir').split('\n');
      const dump = readFileSync(join(dir, 'dump.rdb'), 'latin1');
      return { monitored: sent, slow: redis.cli('SLOWLOG', 'GET', '100000'), dump };
    },
  };
}

/** Posts a snapshot of a loan as Aarthik does. */
async function deliver({ gateway, sandbox }: Pick<Kit, 'gateway' | 'sandbox'>, delivery = 'one'): Promise<void> {
  const body = JSON.stringify({
    origin_experience: 'HYBRID',
    borrower: {
      provider_id: DEMO_BORROWER,
      profile: { Personal: { contactNumber: MOBILE } },
      journey: { type: 'PERSONAL_LOAN', status: 'KYC_PENDING' },
    },
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const secret = sandbox.aarthik.webhookSecret ?? '';
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = {
    'x-al-delivery-id': delivery,
    'x-al-timestamp': timestamp,
    'x-al-signature': `sha256=${signature}`,
  };
  const url = `${gateway.url}/webhooks/aarthik/snapshot`;
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(204);
}

describe.skipIf(!hasRedis)('what an instance stores and sends to Redis', () => {
  test('names no person and shows no data of one, in a dump, a monitor or the slow log', async () => {
    await using redis = await startRedis();
    const tap = await tapped(redis);
    const publicUrl = 'http://127.0.0.1:1/';
    await using kit = await startPayexKit({ gateway: { publicUrl, cluster: clusterOn(redis.url) } });
    const { fondo, payex, aarthik } = kit.sandbox;

    const events = kit.watch(EVENTS);
    await events.take(1); // the stream is live
    fondo.state.change(fondo.state.books(DEMO_CLIENT), 'account', DEMO_ACCOUNT, { name: ACCOUNT_NAME });
    await events.take(1);
    const created = await kit.query(
      'mutation ($input: CreateSwishDepositInput!) { createSwishDeposit(input: $input) { ... on SwishDeposit { id } } }',
      { input: swishInput },
    );
    const deposit = String(created.data.createSwishDeposit.id);
    await kit.watch(SWISH, { deposit }).take(1);

    const application = await apply(kit);
    await act(kit, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
    await kit.watch(SIGN_STATUS, { application }).take(1);
    await deliver(kit);
    await kit.watch(LOANS).take(1);

    const person = TEST_PERSONS.signer;
    const { client } = fondo.state.books(DEMO_CLIENT);
    const secrets = [fondo, payex, aarthik].flatMap(({ calls }) =>
      calls.flatMap(({ headers }) => [headers['authorization'], headers['x-api-key'], headers['x-al-api-key']]),
    );
    const needles = [
      ...[DEMO_CLIENT, DEMO_ACCOUNT, ACCOUNT_NAME, client.name, client.crn, deposit, bare(deposit)],
      ...[application, bare(application), person.nationalNumber, person.customerNo, 'test@testshop.se', '46701234456'],
      ...[DEMO_BORROWER, MOBILE, 'KYC_PENDING', 'PERSONAL_LOAN', '192.0.2.10', 'InitializedDigitalSign'],
      ...new Set(secrets.map((header) => String(header ?? '').replace(/^Bearer /i, ''))),
    ].filter((needle) => needle !== undefined && needle !== '') as string[];
    const { monitored, slow, dump } = await tap.text();
    for (const part of [monitored, slow, dump]) expect(part).toContain('{0}:i');
    const found = Object.entries({ monitored, slow, dump }).flatMap(([where, part]) =>
      needles.filter((needle) => part.includes(needle)).map((needle) => `${needle} in ${where}`),
    );
    expect(found).toEqual([]);
    expect(needles.length).toBeGreaterThan(15);
  });

  test('nor who calls, what callers have made and chosen, and what providers hint at', async () => {
    await using redis = await startRedis();
    const tap = await tapped(redis);
    const cluster = clusterOn(redis.url);
    const limits = { ...loadSettings({}).limits, ratePerSecond: 1_000, rateBurst: 1_000 };
    await using auth = await startAuthKit({}, { publicUrl: 'http://127.0.0.1:1/', cluster, limits });
    const { kit } = auth;
    const { fondo, aarthik, clock } = kit.sandbox;
    const as = async (document: string): Promise<any> => {
      const { data, errors } = await auth.as(EVERYTHING, document, { subject: SUBJECT });
      expect(errors).toBeUndefined();
      return data;
    };
    const socket = await openSocket(kit.gateway.url, {
      authorization: `Bearer ${await auth.token(EVERYTHING, { subject: SUBJECT })}`,
    });
    socket.send({ type: 'connection_init' });
    await socket.next();
    /** Follows something until it is told of it once. */
    const follow = async (id: string, query: string): Promise<void> => {
      socket.send({ type: 'subscribe', id, payload: { query: `subscription { ${query} }` } });
      while ((await socket.next()).id !== id);
    };

    const made = await as(`mutation {
      createJourney(input: { client: "Client:${DEMO_CLIENT}", journey: { createAccount: { accountName: "${ACCOUNT_NAME}" } } }) { ... on Journey { id } }
      createPaymentInstruction(input: { client: "Client:${DEMO_CLIENT}", payments: [{ account: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}", amount: "110" }] }) { ... on PaymentInstruction { id } }
      startLoanJourney(input: { borrower: "${OFFERED}", personal: { mobileNumber: "${MOBILE}" } }) { ... on LoanJourney { id } }
    }`);
    const ids = Object.values(made as Record<string, { id: string }>).map(({ id }) => id);
    const [journey = '', instruction = ''] = ids.map((id) => id.split(':').at(-1) ?? '');
    await follow('payments', `paymentInstructionChanged(id: "${ids[1]}") { status }`);
    await follow('journey', `journeyChanged(id: "${ids[0]}") { journey { status } }`);
    await follow('loan', `loanJourneyChanged(id: "${ids[2]}") { status }`);
    clock.advance(10_000);
    const { loanJourney } = await as(`{ loanJourney(id: "${ids[2]}") { lenders { offers { id isSelectable } } } }`);
    const offers = loanJourney.lenders.flatMap(
      ({ offers: all }: { offers: { id: string; isSelectable: boolean }[] }) => all,
    );
    const offer = String(offers.find(({ isSelectable }: { isSelectable: boolean }) => isSelectable)?.id);
    await as(`mutation { openLoanOffer(input: { journey: "${ids[2]}", offer: "${offer}" }) { __typename } }`);

    // A hint of Fondo, whose holder is another instance.
    const other = await startBeside(kit, { cluster });
    const body = JSON.stringify({
      type: 'journey.update',
      current: fondo.state.find(fondo.state.books(DEMO_CLIENT), 'journey', journey),
    });
    const signature = signWebhook(fondo.webhookSecret, body, Math.floor(Date.now() / 1000));
    const hinted = await fetch(`${other.url}/webhooks/fondo/journey/${DEMO_CLIENT}`, {
      ...{ method: 'POST', body },
      headers: { 'x-fondo-signature': signature },
    });
    expect(hinted.status).toBe(200);
    await deliver(kit, DELIVERY);
    for (const guessed of Array.from({ length: 20 }, (_, at) => `${GUESS}-${at}`))
      await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers: { authorization: `Bearer ${guessed}` } });
    await other.close();

    const { monitored, slow, dump } = await tap.text();
    const kinds = [':t:', ':l:', ':v:', ':h:', ':r:', ':b:', '{token}:', '{0}:all', '{0}:n'];
    expect(kinds.filter((kind) => !monitored.includes(kind))).toEqual([]);
    const needles = [
      ...[SUBJECT, auth.issuer.settings().issuers[0]?.issuer ?? '', GUESS, DELIVERY, OFFERED, MOBILE, ACCOUNT_NAME],
      ...[...ids, journey, instruction, offer, DEMO_CLIENT, DEMO_ACCOUNT, DEMO_BORROWER],
      ...[aarthik.webhookSecret, fondo.webhookSecret],
    ].filter((needle) => needle !== undefined && needle !== '') as string[];
    expect(needles.length).toBeGreaterThan(15);
    const found = Object.entries({ monitored, slow, dump }).flatMap(([where, part]) =>
      needles.filter((needle) => part.includes(needle)).map((needle) => `${needle} in ${where}`),
    );
    expect(found).toEqual([]);
  });
});
