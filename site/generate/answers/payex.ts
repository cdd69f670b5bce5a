import { DEMO_APPLICATION, TEST_PERSONS } from '../../../sandbox/payex/index.ts';
import type { Stage } from './stage.ts';

const demo = `Application:${DEMO_APPLICATION.accountProfile}:${DEMO_APPLICATION.applicationId}`;

/** The examples of credit accounts. */
export async function payex(stage: Stage): Promise<void> {
  const { run, put } = stage;
  await run('ThreeProvidersAtOnce');
  await run('Offers');
  await run('OneOffer', { offer: 'kontotyp-1' });
  await run('Application', { id: demo });
  await run('WhatIsNext', { process: demo });
  await sweden(stage);
  const at = async (profile: string, person: { nationalNumber: string; country: string }, status: string) => {
    const { nationalNumber, country } = person;
    const { applications } = await put('/seed', { applications: [{ profile, nationalNumber, country, status }] });
    return applications[0] as string;
  };
  const norwegian = await at('kontotype-no', TEST_PERSONS.norwegian, 'AWAITING_SIGN');
  await run('StartNorwegianSigning', { input: { application: norwegian } });
  const danish = await at('kontotype-dk', TEST_PERSONS.danish, 'AWAITING_COMPLEMENTARY_INFO');
  await run('OpenBudgetForm', { input: { application: danish } });
  await run('OpenUrl', { id: danish });
  const signable = await at('kontotype-dk', TEST_PERSONS.danish, 'AWAITING_SIGN');
  await run('StartDanishSigning', { input: { application: signable } });
  const { createLimitUpgrade } = await run('RaiseLimit', {
    input: { accountNumber: '1000001', requestedLimit: '9000', language: 'SV' },
  });
  await run('LimitUpgrade', { id: createLimitUpgrade.id });
  const { nationalNumber } = TEST_PERSONS.finnish;
  const paper = { offer: 'tilityyppi-fi', nationalNumber, country: 'FI', language: 'EN', requestedLimit: '2000' };
  const specialIntent = 'standalone-account-onboarding-manual';
  const { id: application } = (await run('Apply', { input: { ...paper, specialIntent } })).createApplication;
  await run('ApprovePaper', { input: { application, pdf: 'JVBERi0xLjQK' } });
  await run('OpenAccountDirectly', {
    input: { offer: 'kontotyp-2', customerNumber: '951753456', creditLimit: '5000' },
  });
  await run('SetLimitDirectly', { input: { accountNumber: '1000002', creditLimit: '8000' } });
}

async function sweden({ run, follow, set }: Stage): Promise<void> {
  const { nationalNumber, country } = TEST_PERSONS.signer;
  const input = { offer: 'kontotyp-1', nationalNumber, country, language: 'SV', requestedLimit: '5000' };
  const application = (await run('Apply', { input })).createApplication.id as string;
  await run('AnswerTheQuestions', { application });
  await run('VerifyApplication', { input: { application } });
  await run('SignInSweden', { input: { application, endUserIp: '192.0.2.10' } });
  await run('MoreTime', { input: { application } });
  await run('CancelSigning', { input: { application } });
  await run('SignInSweden', { input: { application, endUserIp: '192.0.2.10' } });
  const sign = (): Promise<unknown> => set('signings', application, { act: 'SIGN' });
  await follow('Watch', { application }, 2, sign);
}
