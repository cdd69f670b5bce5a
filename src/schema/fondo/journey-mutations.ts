import Big from 'big.js';
import { Checks } from '../../datasources/kit/checks.ts';
import { isReturnUrl, RETURN_EXPECTED } from '../../datasources/kit/urls.ts';
import { wireNumber } from '../../datasources/kit/decode.ts';
import type { JourneyRequest } from '../../datasources/fondo/types.ts';
import { AccountType, ServiceType } from './account.ts';
import { builder } from '../kit/builder.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { callbackOf, MAX_SCOPE, scopeOf } from './journey-callback.ts';
import { Journey } from './journey.ts';
import { expected } from '../kit/problem.ts';

const MAX_TEXT = 255;

const AllocationShareInput = builder.inputType('AllocationShareInput', {
  description: 'The share of one fund.',
  fields: (t) => ({
    instrument: t.id({ required: true, description: 'The fund: its global id, or ISIN and currency.' }),
    percent: t.field({ type: 'Decimal', required: true, description: 'Percent of a deposit.' }),
  }),
});

const TransferInput = builder.inputType('TransferInput', {
  description: 'A move of holdings from another custodian.',
  fields: (t) => ({
    custodian: t.id({ required: true, description: 'Id of the custodian: see `Client.custodians`.' }),
    accountNumber: t.string({ description: 'Account at that custodian.' }),
  }),
});

const CreateAccountJourneyInput = builder.inputType('CreateAccountJourneyInput', {
  description: 'Opens an account.',
  fields: (t) => ({
    accountName: t.string({ description: 'Name of the account; the end investor chooses one when left out.' }),
    accountTypes: t.field({ type: [AccountType], description: 'Legal forms that the end investor may choose from.' }),
    serviceType: t.field({ type: ServiceType, description: 'Service under which the account is run.' }),
    shares: t.field({ type: [AllocationShareInput], description: 'Its allocation plan; the shares sum to 100.' }),
    transfers: t.field({ type: [TransferInput], description: 'Transfers to offer.' }),
    kyc: t.field({ type: 'JSON', description: 'Know-your-customer answers that prefill the form: an open object.' }),
  }),
});

const KycJourneyInput = builder.inputType('KycJourneyInput', {
  description: 'Renews the know-your-customer answers of the owner of an account.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account.' }),
    kyc: t.field({ type: 'JSON', description: 'Answers that prefill the form: an open object.' }),
  }),
});

const TransferJourneyInput = builder.inputType('TransferJourneyInput', {
  description: 'Moves holdings from another custodian to an account.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account that receives.' }),
    transfers: t.field({ type: [TransferInput], required: true, description: 'The transfers, at least one.' }),
  }),
});

const AllocationPlanJourneyInput = builder.inputType('AllocationPlanJourneyInput', {
  description: 'Gives an account an allocation plan, in place of the one that it has.',
  fields: (t) => ({
    account: t.id({ required: true, description: 'The account.' }),
    shares: t.field({ type: [AllocationShareInput], required: true, description: 'The shares; they sum to 100.' }),
  }),
});

const JourneyInput = builder.inputType('JourneyInput', {
  isOneOf: true,
  description: 'What the journey is for. Exactly one.',
  fields: (t) => ({
    createAccount: t.field({ type: CreateAccountJourneyInput, description: 'Opens an account.' }),
    kyc: t.field({ type: KycJourneyInput, description: 'Renews know-your-customer answers.' }),
    transfer: t.field({ type: TransferJourneyInput, description: 'Moves holdings from another custodian.' }),
    allocationPlan: t.field({ type: AllocationPlanJourneyInput, description: 'Sets up an allocation plan.' }),
  }),
});

const CreateJourneyInput = builder.inputType('CreateJourneyInput', {
  description: 'A hosted flow.',
  fields: (t) => ({
    client: t.id({ required: true, description: 'The client that it runs for.' }),
    journey: t.field({ type: JourneyInput, required: true, description: 'What it is for.' }),
    more: t.field({
      type: 'JSON',
      description: 'Members of the configuration that this API does not define, named as at Fondo: an open object.',
    }),
    callbackUrl: t.field({
      type: 'URL',
      description:
        'Where Fondo posts the events of this journey, at an origin of the setting `CALLBACK_ORIGINS`. Left out, the gateway receives them itself and passes them to subscribers: leave it out unless your own back end needs them.',
    }),
    scope: t.string({
      description: `Your own data in base64, at most ${MAX_SCOPE} characters: Fondo posts it to \`callbackUrl\` unchanged, and \`Journey.scope\` shows it. Only with a \`callbackUrl\` of your own, and not with \`reference\`. It passes through the end investor's browser: sign or encrypt it.`,
    }),
    redirectUrl: t.field({ type: 'URL', description: 'Where the browser goes afterwards; app schemes are allowed.' }),
    reference: t.string({
      description: `Your own reference, at most ${MAX_TEXT} characters, shown again as \`Journey.reference\`. Nobody else can read it.`,
    }),
  }),
});

type Configuration = JourneyRequest['journey'];
type Input = typeof JourneyInput.$inferInput;
type Shares = readonly (typeof AllocationShareInput.$inferInput)[];

/** The configuration in Fondo's words; notes every fault. */
function configurationOf(checks: Checks, clientId: string, input: Input): Configuration {
  const accountOf = (id: string, path: string): string => {
    const [client, account] = segmentsOf(id, 'Account', path);
    checks.expect(client === clientId, path, 'expected an account of this client');
    return account;
  };
  const known = (word: string | undefined, path: string): string => {
    checks.expect(word !== undefined, path, 'expected a value other than UNKNOWN');
    return word ?? '';
  };
  const { createAccount, kyc, transfer, allocationPlan } = input;
  if (createAccount) {
    const path = 'input.journey.createAccount';
    const { accountName, accountTypes, serviceType, shares, transfers, kyc } = createAccount;
    const isName = accountName == null || (accountName.trim() !== '' && accountName.length <= MAX_TEXT);
    checks.expect(isName, `${path}.accountName`, `expected 1 to ${MAX_TEXT} characters`);
    return {
      type: 'createAccount',
      ...(accountName != null && { accountName }),
      ...(accountTypes && {
        accountTypes: accountTypes.map((type, at) => known(AccountType.write(type), `${path}.accountTypes[${at}]`)),
      }),
      ...(serviceType != null && { serviceType: known(ServiceType.write(serviceType), `${path}.serviceType`) }),
      ...(shares && { allocationPlan: planOf(checks, shares, `${path}.shares`) }),
      ...(transfers && { transferInstructions: transfersOf(transfers) }),
      ...(kyc != null && { kyc: openObject(checks, kyc, `${path}.kyc`) }),
    } as Configuration;
  }
  if (kyc) {
    const answers = kyc.kyc == null ? {} : { kyc: openObject(checks, kyc.kyc, 'input.journey.kyc.kyc') };
    return { type: 'kyc', account: accountOf(kyc.account, 'input.journey.kyc.account'), ...answers };
  }
  if (transfer) {
    const path = 'input.journey.transfer';
    checks.expect(transfer.transfers.length > 0, `${path}.transfers`, 'expected at least one transfer');
    const account = accountOf(transfer.account, `${path}.account`);
    return { type: 'transfer', account, transferInstructions: transfersOf(transfer.transfers) };
  }
  const { account, shares } = allocationPlan;
  const path = 'input.journey.allocationPlan';
  const plan = planOf(checks, shares, `${path}.shares`);
  return { type: 'allocationPlan', account: accountOf(account, `${path}.account`), allocationPlan: plan };
}

/** Shares of different funds that sum to exactly 100. */
function planOf(checks: Checks, shares: Shares, path: string) {
  const instruments = shares.map(({ instrument, percent }, at) => {
    checks.expect(new Big(percent).gt(0), `${path}[${at}].percent`, 'expected more than 0 percent');
    const [id] = segmentsOf(instrument, 'Instrument', `${path}[${at}].instrument`);
    return { instrument: id, allocation: wireNumber(percent) };
  });
  const sum = shares.reduce((total, { percent }) => total.plus(percent), new Big(0));
  checks.expect(sum.eq(100), path, 'expected shares that sum to exactly 100');
  const funds = new Set(instruments.map(({ instrument }) => instrument));
  checks.expect(funds.size === shares.length, path, 'expected no fund twice');
  return { instruments };
}

const transfersOf = (transfers: readonly (typeof TransferInput.$inferInput)[]) =>
  transfers.map(({ custodian, accountNumber }) => ({ custodian, ...(accountNumber != null && { accountNumber }) }));

function openObject(checks: Checks, value: unknown, path: string): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  checks.expect(isObject, path, 'expected an object');
  return isObject ? (value as Record<string, unknown>) : {};
}

builder.mutationField('createJourney', (t) =>
  t.field({
    type: Journey,
    errors: expected,
    description:
      'Opens an account, renews KYC answers, transfers holdings from another custodian, or sets up an allocation plan: creates a journey, a hosted flow in which the end investor signs with BankID, and returns its URL. Store its id: Fondo has no list of journeys. If the response is lost nobody has the URL: create another journey.',
    args: { input: t.arg({ type: CreateJourneyInput, required: true, description: 'The journey.' }) },
    resolve: (_root, { input }, context) => {
      const [client] = segmentsOf(input.client, 'Client', 'input.client');
      const { reference, redirectUrl, more } = input;
      const checks = new Checks();
      const configuration = configurationOf(checks, client, input.journey);
      const others = more == null ? {} : openObject(checks, more, 'input.more');
      const isShort = reference == null || (reference !== '' && reference.length <= MAX_TEXT);
      checks.expect(isShort, 'input.reference', `expected 1 to ${MAX_TEXT} characters`);
      const returns = redirectUrl == null || isReturnUrl(redirectUrl, context.loopbackUrls);
      checks.expect(returns, 'input.redirectUrl', RETURN_EXPECTED);
      const callbackUrl = callbackOf(checks, input, client, context);
      const scope = scopeOf(checks, input, client, context);
      checks.done();
      return context.fondo.journeys.create(client, {
        journey: { ...others, ...configuration },
        callbackUrl,
        redirectUrl: redirectUrl ?? null,
        scope,
      });
    },
  }),
);
