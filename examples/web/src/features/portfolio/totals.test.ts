import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountRowFragment } from '../../gql/graphql.ts';
import { totalsOf, worthOf } from './totals.ts';

const sek = (amount: string) => ({ amount, currency: 'SEK' });
const account = (more: object): AccountRowFragment =>
  ({ balance: sek('10.10'), totalValue: null, positions: [], ...more }) as never;
const eur = account({
  positions: [{ value: { amount: '5.05', currency: 'EUR' } }, { value: sek('0.20') }, { value: null }],
});

test('where the bank knows the total of an account, that is what it is worth', () => {
  assert.deepEqual(worthOf(account({ totalValue: sek('30.30') })), { value: sek('30.30'), foreign: [] });
});

test('funds of other currencies are told beside, since there is no rate', () => {
  assert.deepEqual(worthOf(eur), { value: sek('10.30'), foreign: [{ amount: '5.05', currency: 'EUR' }] });
});

test('accounts are added up without rounding', () => {
  assert.deepEqual(totalsOf([account({ totalValue: sek('20.1') }), account({ totalValue: sek('20.2') }), eur]), {
    value: sek('50.60'),
    cash: sek('30.30'),
    holdings: sek('20.30'),
    foreign: [{ amount: '5.05', currency: 'EUR' }],
  });
});
