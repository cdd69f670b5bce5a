import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import {
  dayOf,
  instantOf,
  instantOrDay,
  isDay,
  millisecondsOf,
  sortableInstant,
  timestampOf,
} from '../../src/datasources/kit/instant.ts';

const READ: readonly (readonly [text: string, instant: string])[] = [
  ['2026-05-14T09:30:00.000Z', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14T09:30:00Z', '2026-05-14T09:30:00Z'],
  ['2026-05-14T09:30:00', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14 09:30:00', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14t09:30:00z', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14T09:30', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14T09:30Z', '2026-05-14T09:30:00.000Z'],
  ['2026-05-14T09:30:00.1234567', '2026-05-14T09:30:00.1234567Z'],
  ['2026-05-14T09:30:00.123456789Z', '2026-05-14T09:30:00.123456789Z'],
  ['2026-05-14T09:30:00,5Z', '2026-05-14T09:30:00.500Z'],
  ['2026-05-14T09:30:00+02:00', '2026-05-14T07:30:00.000Z'],
  ['2026-05-14T09:30:00.25+0530', '2026-05-14T04:00:00.250Z'],
  ['2026-05-14T09:30:00-05', '2026-05-14T14:30:00.000Z'],
  ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
  ['2024-02-29T12:00:00', '2024-02-29T12:00:00.000Z'],
  ['0001-01-01T00:00:00', '0001-01-01T00:00:00.000Z'],
];

test.each(READ)('%s is the instant %s', (text, instant) => {
  expect(instantOf(text)).toBe(instant);
  expect(millisecondsOf(text)).toBe(Date.parse(instant));
  expect(sortableInstant(text)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
});

test.each([
  ...['', '2.5', '2026', '2026-05', '20260514T093000Z', '14 May 2026', 'Thu, 14 May 2026 09:30:00 GMT', '1778750000'],
  ...['2026-13-01T00:00:00Z', '2026-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-05-14T24:00:00Z'],
  ...['2026-05-14T09:60:00Z', '2026-05-14T09:30:60Z', '2026-05-14T09:30:00.1234567890Z', '2026-05-14T09:30:00.Z'],
  ...['2026-05-14T09:30:00+24:00', '2026-05-14T09:30:00+02:60', '2026-05-14T09:30:00 Z', ' 2026-05-14T09:30:00Z'],
  ...['2026-05-14T09:30:00Z\n', '2026-05-14Z', '0000-01-01T00:00:00+01:00', null, undefined, 1778750000000, {}],
])('%j is no instant', (value) => {
  expect([instantOf(value), instantOrDay(value), sortableInstant(value)]).toEqual([undefined, undefined, '']);
  expect(millisecondsOf(value)).toBeNaN();
});

test('a plain date is an instant only where that is asked for, at the beginning of the day in UTC', () => {
  expect([instantOf('2024-03-07'), instantOrDay('2024-03-07')]).toEqual([undefined, '2024-03-07T00:00:00.000Z']);
  expect([isDay('2024-02-29'), isDay('2023-02-29'), isDay('2024-03-07T00:00:00Z')]).toEqual([true, false, false]);
  expect(['2024-03-07', '2024-03-07T23:30:00-05:00', '7 March'].map(dayOf)).toEqual([
    '2024-03-07',
    '2024-03-07',
    undefined,
  ]);
});

test('texts of different precision and zone compare as times do', () => {
  const ordered = [
    '2026-05-14T09:30:00+01:00',
    '2026-05-14T08:30:00.1',
    '2026-05-14 08:30:00.1000001Z',
    '2026-05-14T08:31Z',
  ];
  expect([...ordered].reverse().toSorted((a, b) => (sortableInstant(a) < sortableInstant(b) ? -1 : 1))).toEqual(
    ordered,
  );
});

test('the time of a signature is Unix seconds, Unix milliseconds or ISO 8601', () => {
  const at = Date.UTC(2026, 4, 14, 9, 30);
  expect([String(at / 1000), String(at), '2026-05-14T09:30:00'].map(timestampOf)).toEqual([at, at, at]);
  expect(timestampOf('tomorrow')).toBeNaN();
});

test.each(['UTC', 'Europe/Stockholm', 'America/Los_Angeles', 'Asia/Kathmandu'])(
  'a missing zone is UTC in a process whose own zone is %s',
  async (zone) => {
    const module = JSON.stringify(new URL('../../src/datasources/kit/instant.ts', import.meta.url).href);
    const program = `const { instantOf, millisecondsOf } = await import(${module});
      console.log(new Date(2026, 4, 14).getTimezoneOffset(), instantOf('2026-05-14T09:30:00'), millisecondsOf('2026-05-14 09:30'));`;
    const options = { env: { ...process.env, TZ: zone } };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], options);
    const [offset, instant, milliseconds] = stdout.trim().split(' ');
    expect(offset === '0').toBe(zone === 'UTC');
    expect([instant, Number(milliseconds)]).toEqual(['2026-05-14T09:30:00.000Z', Date.UTC(2026, 4, 14, 9, 30)]);
  },
);
