import {
  DEMO_ACCOUNT,
  DEMO_BANK_ACCOUNT,
  DEMO_CLIENT,
  DEMO_INSTRUMENT,
  DEMO_PLAN,
} from '../../../sandbox/fondo/index.ts';
import type { Stage } from './stage.ts';

const client = `Client:${DEMO_CLIENT}`;
const account = `Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}`;
const instrument = `Instrument:${DEMO_INSTRUMENT}`;
const executor = '197001010003';
const payout = { account, bankAccount: DEMO_BANK_ACCOUNT, executor };

/** The examples of fund investing. */
export async function fondo(stage: Stage): Promise<void> {
  const { run, follow, set } = stage;
  await run('PortfolioWithNewestOrders');
  await run('NewestClients');
  await run('Fund', { instrument });
  await run('FundsByName', { search: 'a' });
  await run('Statement', { account });
  await run('Mandates', { account });
  const { createClient } = await run('NewClient', {
    input: {
      name: 'Fjäll Kapital AB',
      displayName: 'Fjäll',
      registrationNumber: '5591234567',
      country: 'SE',
      serviceTypes: ['EXECUTION_ONLY'],
    },
  });
  await run('RenameClient', { input: { client: createClient.id, displayName: 'Fjäll & Dal' } });
  await orders(stage);
  const { withdraw } = await run('WithdrawMoney', { input: { ...payout, amount: '100.00' } });
  const fail = (): Promise<unknown> => set('withdrawals', withdraw.id, { status: 'FAILED' });
  await follow('FollowWithdrawal', { transaction: withdraw.id }, 2, fail);
  await run('SellAndPayOut', { input: { ...payout, instrument, units: '1' } });
  await deposits(stage);
  await run('ChangeBankAccount', {
    plan: `AllocationPlan:${DEMO_CLIENT}:${DEMO_PLAN}`,
    bankAccount: DEMO_BANK_ACCOUNT,
  });
  const journey = { createAccount: { accountName: 'Resan' } };
  const opened = (await run('OpenAccount', { input: { client, journey } })).createJourney;
  const complete = (): Promise<unknown> => set('journeys', opened.id, { status: 'COMPLETE' });
  await follow('FollowJourney', { journey: opened.id }, 2, complete);
  await run('JourneyState', { journey: opened.id });
  const { accounts } = await stage.put('/seed', { accounts: [{ name: 'Tomt' }] });
  await run('CloseTheAccount', { input: { account: accounts[0] } });
}

async function orders({ run, follow, set }: Stage): Promise<void> {
  const input = { account, instrument, trade: { buyAmount: '500.00' }, executor };
  await run('CheckOrder', { input: { ...input, validateOnly: true } });
  const { id } = (await run('PlaceTheOrder', { input })).placeOrder;
  await follow('FollowOrder', { order: id }, 2, () => set('orders', id, { status: 'PENDING' }));
  await run('CancelTheOrder', { order: id });
  const other = (await run('PlaceTheOrder', { input })).placeOrder.id as string;
  const settle = (): Promise<unknown> => set('orders', other, { status: 'SETTLED' });
  await follow('EverythingOfAClient', { client }, 4, settle);
  await run('OrderWithItsTransactions', { order: other });
}

async function deposits({ run, follow, set }: Stage): Promise<void> {
  const pay = (): Promise<unknown> => set('accounts', account, { deposit: 250 });
  await follow('PortfolioChanges', { account }, 2, pay);
  const swish = { account, amount: '250.00', device: 'SAME_DEVICE' };
  const { id } = (await run('StartDeposit', { input: swish })).createSwishDeposit;
  await follow('FollowDeposit', { deposit: id }, 2, () => set('swish-deposits', id, { status: 'PAID' }));
  await run('Deposit', { deposit: id });
  const payments = [{ account, amount: '300.00', clientRef: 'september' }];
  const instruction = (await run('FetchDeposits', { input: { client, payments } })).createPaymentInstruction;
  const [payment] = await follow('PaymentsOfAnInstruction', { instruction: instruction.id }, 1);
  const fail = (): Promise<unknown> =>
    set('payments', payment.paymentChanged.payment.id, { status: 'FAILED', reasonCode: '1' });
  await follow('FollowDeposits', { instruction: instruction.id }, 2, fail);
}
