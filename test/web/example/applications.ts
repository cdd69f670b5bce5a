import type { Seed } from '../../../packages/client/src/sandbox/index.ts';
import type { Example } from './kit.ts';

type ApplicationSeed = NonNullable<Seed['applications']>[number];
export type Applicant = Pick<ApplicationSeed, 'profile' | 'nationalNumber' | 'country'>;

/** An application of the sandbox that has only to be signed. */
export const SIGNABLE = 'Application:kontotyp-2:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e02';
/** One whose questions have to be answered. */
export const ASKED = 'Application:kontotyp-1:3f0c1a52-6f0b-4c55-9f4e-0d6d2b1a7e01';

/** Persons of the sandbox, with what they apply for. */
/** Of whom the credit check thinks ill. */
export const DECLINED: Applicant = { profile: 'kontotyp-1', nationalNumber: '18890101-9805', country: 'SE' };
export const FINN: Applicant = { profile: 'tilityyppi-fi', nationalNumber: '010280-901Y', country: 'FI' };
export const NORWEGIAN: Applicant = { profile: 'kontotype-no', nationalNumber: '12837510110', country: 'NO' };
export const DANE: Applicant = { profile: 'kontotype-dk', nationalNumber: '2512484916', country: 'DK' };

/** The page of an application. */
export const pageOf = (application: string): string => `/credit/applications/${encodeURIComponent(application)}`;

/** The application of this person, which has come so far. */
export async function applied(
  { sandbox }: Example,
  applicant: Applicant,
  status: ApplicationSeed['status'],
): Promise<string> {
  const { applications } = await sandbox.seed({ applications: [{ ...applicant, status }] });
  return applications[0] ?? '';
}
