import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDecimal } from './amount.ts';

const CASES = [
  ['sv', '1 234,50', '1234.50'],
  ['sv', '1234.5', '1234.5'],
  ['sv', '1\u00a0234', '1234'],
  ['sv', '0,0000001', '0.0000001'],
  ['sv', '007', '7'],
  ['en', '1,234.50', '1234.50'],
  ['en', ' 500 ', '500'],
  ['en', '1 000.50', '1000.50'],
  ['en', '1\u202f000,50', '1000.50'],
  ['en', '1 234 567', '1234567'],
  ['en', '1,234,567', '1234567'],
  ['en', '0.125', '0.125'],
  ['sv', '1 000.50', '1000.50'],
  ['sv', '0.125', '0.125'],
  ['sv', '1234.567', '1234.567'],
  ['sv', '1,125', '1.125'],
] as const;

for (const [language, typed, value] of CASES)
  test(`"${typed}" is ${value} in ${language}`, () => assert.equal(readDecimal(typed, language), value));

for (const [language, typed] of [
  ['en', '1,5'],
  ['en', '12,34.00'],
  ['en', '1 000,500'],
  ['en', '1,000 000'],
  ['en', '1000 000'],
  ['en', '1000,50'],
  ['sv', '1.000'],
  ['sv', '1 000.500'],
  ['sv', '1000 000'],
  ['sv', '1,000.50'],
  ['sv', '1.234,50'],
  ['sv', '1e3'],
  ['sv', '-5'],
  ['en', 'all'],
  ['en', ''],
] as const)
  test(`"${typed}" is no amount in ${language}`, () => assert.equal(readDecimal(typed, language), undefined));
