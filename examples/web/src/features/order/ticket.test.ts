import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateOf, inputOf, problemsOf, type Draft, type TicketAccount } from './ticket.ts';

const fund: NonNullable<Draft['fund']> = {
  id: 'Instrument:SE0012193019SEK',
  name: 'Sverige Index',
  isin: 'SE0012193019',
  currency: 'SEK',
  isBuyable: true,
  isSellable: true,
  isTradable: true,
  isComplex: false,
  unitDecimals: 4,
  minimumAmount: null,
  minimumInitialAmount: { amount: '500' },
  minimumSubsequentAmount: { amount: '100' },
  closePrice: { amount: '140.15', currency: 'SEK' },
  priceDate: null,
  cost: null,
};
const account = {
  id: 'Account:a:b',
  balance: { amount: '1000.00', currency: 'SEK' },
  positions: [],
} as unknown as TicketAccount;
const holding = {
  ...account,
  positions: [{ units: '3.5', value: null, instrument: fund }],
} as unknown as TicketAccount;
const buy = (size: string, more: Partial<Draft> = {}): Draft => ({ side: 'buy', account, fund, size, ...more });
const sell = (size: string): Draft => ({ side: 'sell', account: holding, fund, size });

test('a purchase within all rules has no problem, and is the input of the API', () => {
  assert.deepEqual(problemsOf(buy('500'), 'en'), {});
  assert.deepEqual(inputOf(buy('1 000,50'), 'sv'), {
    account: account.id,
    instrument: fund.id,
    trade: { buyAmount: '1000.50' },
  });
});

test('the first purchase has a larger minimum than a later one', () => {
  assert.deepEqual(problemsOf(buy('499.99'), 'en').size, { kind: 'BELOW_MINIMUM', amount: '500' });
  assert.deepEqual(problemsOf(buy('100', { account: holding }), 'en').size, undefined);
});

test('what reads as thousands in one language is not an amount with decimals in another', () => {
  assert.deepEqual(problemsOf(buy('500,000'), 'sv').size, { kind: 'TOO_MANY_DECIMALS', decimals: 2 });
  assert.deepEqual(problemsOf(buy('500.000'), 'sv').size, { kind: 'NOT_A_NUMBER' });
  assert.deepEqual(problemsOf(sell('2.000'), 'sv').size, { kind: 'NOT_A_NUMBER' });
  assert.equal(problemsOf(buy('500,00'), 'sv').size, undefined);
});

test('cash is compared exactly', () => {
  assert.equal(problemsOf(buy('1000.00'), 'en').size, undefined);
  assert.deepEqual(problemsOf(buy('1000.01'), 'en').size, { kind: 'ABOVE_CASH', amount: '1000.00' });
});

test('nobody sells more than there is, or finer than the fund counts', () => {
  assert.equal(problemsOf(sell('3.5'), 'en').size, undefined);
  assert.deepEqual(problemsOf(sell('3.5001'), 'en').size, { kind: 'ABOVE_UNITS', units: '3.5' });
  assert.deepEqual(problemsOf(sell('0.00001'), 'en').size, { kind: 'TOO_MANY_DECIMALS', decimals: 4 });
});

test('a closed fund, and what is missing, are told by field', () => {
  assert.deepEqual(problemsOf(buy('500', { fund: { ...fund, isBuyable: false } }), 'en').fund, { kind: 'NOT_BUYABLE' });
  assert.deepEqual(problemsOf({ side: 'buy', account: undefined, fund: undefined, size: ' ' }, 'en'), {
    account: { kind: 'ACCOUNT_MISSING' },
    fund: { kind: 'FUND_MISSING' },
    size: { kind: 'SIZE_MISSING' },
  });
});

test('the other measure is estimated at the latest price', () => {
  assert.equal(estimateOf(buy('1000'), '1000'), '7.1352');
  assert.equal(estimateOf(sell('3.5'), '3.5'), '490.53');
  const foreign = { ...fund, closePrice: { amount: '20', currency: 'EUR' } };
  assert.equal(estimateOf(buy('1000', { fund: foreign }), '1000'), undefined);
});
