import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { PayexSandbox } from '../../payex/index.ts';
import { profileOf } from '../../payex/profiles.ts';
import type { Outcome } from '../../payex/test-data.ts';
import type { Wire } from '../../payex/wire.ts';
import { putApplication } from '../acts/payex.ts';
import type { Issue } from '../errors.ts';
import type { Seed } from '../model/seed.ts';
import { toGlobalId } from '../objects.ts';
import type { Plan } from './plan.ts';

type Rows<K extends keyof z.output<typeof Seed>> = NonNullable<z.output<typeof Seed>[K]>;

export const planPersons = ({ state }: PayexSandbox, rows: Rows<'persons'>): Plan => ({
  issues: [],
  apply: () =>
    rows.map(({ nationalNumber, country, outcome = 'SIGNS' }) => {
      const word = outcome.toLowerCase().replaceAll('_', '-') as Outcome;
      return state.enter({ nationalNumber, country, outcome: word }).customerNo;
    }),
});

const LANGUAGES = { SV: 'Sv', EN: 'En', NO: 'No', DA: 'Da' } as const satisfies Record<string, Wire['LanguageCode']>;

export function planApplications(payex: PayexSandbox, rows: Rows<'applications'>): Plan {
  const taken = new Set(payex.state.onboardings.keys());
  const issues = rows.flatMap(({ id, profile: key, country = 'SE', creditLimit = 0 }, index): Issue[] => {
    const path = `applications[${index}]`;
    const profile = profileOf(key);
    const isTaken = id !== undefined && taken.has(id);
    if (id !== undefined) taken.add(id);
    if (!profile) return [{ path: `${path}.profile`, message: 'there is no such profile' }];
    return [
      ...(isTaken ? [{ path: `${path}.id`, message: 'is taken' }] : []),
      ...(profile.country === country ? [] : [{ path: `${path}.country`, message: `expected ${profile.country}` }]),
      ...(creditLimit <= profile.maxCreditLimit
        ? []
        : [{ path: `${path}.creditLimit`, message: `expected at most ${profile.maxCreditLimit}` }]),
    ];
  });
  return { issues, apply: () => rows.map((row) => begin(payex, row)) };
}

function begin(payex: PayexSandbox, row: Rows<'applications'>[number]): string {
  const { id = randomUUID(), profile: key, nationalNumber, country = 'SE', language = 'EN', status } = row;
  const profile = profileOf(key);
  if (!profile) throw new Error(`No profile ${key}`);
  const onboarding = payex.service.begin({
    kind: 'Application',
    id,
    profile,
    person: payex.state.person(nationalNumber, country),
    request: {
      creditLimit: row.creditLimit ?? Math.min(5_000, profile.maxCreditLimit),
      nationalConsumerIdentifier: { value: nationalNumber, countryCode: country },
      emailAddress: 'seed@example.com',
      msisdn: '+46700000000',
      ipAddress: '192.0.2.10',
      languageCode: LANGUAGES[language],
    },
  });
  if (status !== undefined) putApplication(payex, onboarding, status);
  return toGlobalId('Application', [key, id]);
}
