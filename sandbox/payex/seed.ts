import type { OnboardingService } from './onboarding-service.ts';
import type { Ledger } from './ledger.ts';
import { profileOf } from './profiles.ts';
import { DEMO_APPLICATION, DEMO_SIGNABLE_APPLICATION, TEST_PERSONS } from './test-data.ts';

/** Creates the two seeded applications. */
export function seed(service: OnboardingService, ledger: Ledger): void {
  const { nationalNumber, country, customerNo } = TEST_PERSONS.signer;
  for (const { accountProfile, applicationId } of [DEMO_APPLICATION, DEMO_SIGNABLE_APPLICATION]) {
    const profile = profileOf(accountProfile);
    if (!profile) throw new Error(`No profile ${accountProfile}`);
    service.begin({
      kind: 'Application',
      id: applicationId,
      permanent: true,
      profile,
      person: ledger.person(nationalNumber, country),
      request: {
        creditLimit: 5_000,
        nationalConsumerIdentifier: { value: nationalNumber, countryCode: country },
        customerNo,
        emailAddress: 'demo@example.com',
        msisdn: '+46700000000',
        ipAddress: '192.0.2.10',
        languageCode: 'En',
      },
    });
  }
}
