import { expect, test } from 'vitest';
import { TEST_PERSONS } from '../../sandbox/payex/index.ts';
import { post, until } from '../kit/gateway.ts';
import { startProcess } from '../lifecycle/process-kit.ts';
import { applicationInput } from '../schema/payex/kit.ts';

test(
  'the line of a write that failed at PayEx says under which key its support knows it, and nothing else of it',
  { timeout: 60_000 },
  async () => {
    await using gateway = await startProcess();
    const instance = 'dd07e588-70c8-4b27-95f5-020cc2968c06';
    const answer = {
      status: 500,
      body: {
        Type: 'ledger/account-onboarding/v1/problems/fatal',
        Detail: 'planted 19101010-1010',
        Instance: instance,
      },
    };
    gateway.sandbox.payex.fault({ operation: 'createApplication', answer });
    const { data } = await post(
      gateway.url,
      'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { ... on Problem { code correlationId } } }',
      { input: applicationInput(TEST_PERSONS.signer, 'kontotyp-2') },
    );
    expect(data.createApplication).toEqual({ code: 'OUTCOME_UNKNOWN', correlationId: instance });
    await until(() => gateway.output().includes(instance), 'the log');
    const lines = gateway.output().split('\n');
    const line = JSON.parse(lines.find((one) => one.includes(instance)) ?? '{}') as Record<string, unknown>;
    expect(line).toMatchObject({
      provider: 'PAYEX',
      endpoint: '/ledger/account-onboarding/v1/{}/offers/{}/applications',
      method: 'POST',
      status: 500,
      instance,
    });
    expect(gateway.output()).not.toContain('planted');
  },
);
