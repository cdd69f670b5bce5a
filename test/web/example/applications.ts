import type { Seed } from '../../../packages/client/src/sandbox/index.ts';
import type { Example } from './kit.ts';

type ApplicationSeed = NonNullable<Seed['applications']>[number];
export type Applicant = Pick<ApplicationSeed, 'profile' | 'nationalNumber' | 'country'>;

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
