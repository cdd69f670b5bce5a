import { asObject } from '../kit/decode.ts';
import { path } from '../kit/http.ts';
import type { Operation } from '../kit/operation.ts';
import { NotFound, Refused } from '../../problem.ts';
import { writeOnce } from '../kit/write.ts';
import { addressOf } from './addresses.ts';
import { APPLICATION_PATHS, UPGRADE_PATHS, type NewApplication, type NewUpgrade } from './application-rules.ts';
import type { PayexClient } from './client.ts';
import { checkAnswers } from './kyc-rules.ts';
import type { InputPaths } from './input-paths.ts';
import { orNull } from './problems.ts';
import { keyText, type Status } from './status.ts';
import type { ApplicationKey, CreditApplication, KycAnswer, Wire } from './types.ts';

/** Applications and limit upgrades: reading, creating, KYC, verification. The key tells which kind it is. */
export function createApplications(http: PayexClient, operation: Operation) {
  const { correlationId } = operation;
  const seen = new Map<string, Promise<CreditApplication | null>>();

  /** As it stands now. Without the signal: what a write has done is looked at even when the caller has left. */
  const fresh = async (key: ApplicationKey): Promise<CreditApplication> => {
    seen.delete(keyText(key));
    const found = asApplication(await http.call({ path: addressOf(key), correlationId }), key);
    seen.set(keyText(key), Promise.resolve(found));
    return found;
  };

  const byKey = (key: ApplicationKey): Promise<CreditApplication | null> => {
    const name = keyText(key);
    let found = seen.get(name);
    if (!found) {
      const body = http.call({ path: addressOf(key), ...operation });
      seen.set(name, (found = orNull(body.then((one) => asApplication(one, key)))));
    }
    return found;
  };

  const existing = async (key: ApplicationKey): Promise<CreditApplication> => {
    const found = await byKey(key);
    if (!found) throw new NotFound('PayEx has no such application.', { provider: 'PAYEX', correlationId });
    return found;
  };

  const answersAt = async (key: ApplicationKey, signal?: AbortSignal): Promise<readonly KycAnswer[]> => {
    const read = http.call({ path: `${addressOf(key)}/kyc-answers`, correlationId, ...(signal && { signal }) });
    const body = await orNull(read, 'KYC_NOT_CONFIGURED');
    return body === null ? [] : (asObject<Wire['KycAnswers']>(body, 'PAYEX').answers ?? []);
  };

  /** One act that answers nothing of use: the application as it stands afterwards, found by `happened` if need be. */
  async function act(
    key: ApplicationKey,
    segment: string,
    body: object,
    happened: (application: CreditApplication) => boolean | Promise<boolean>,
    inputPaths: InputPaths = {},
  ): Promise<CreditApplication> {
    let confirmed = false;
    seen.delete(keyText(key)); // a refusal may have changed it too
    const application = await writeOnce<CreditApplication>({
      provider: 'PAYEX',
      correlationId,
      send: async () => {
        const address = `${addressOf(key)}/${segment}`;
        await http.call({ method: 'POST', path: address, body, inputPaths, application: key, correlationId });
        confirmed = true;
        return undefined;
      },
      find: async () => {
        const found = await fresh(key);
        return confirmed || (await happened(found)) ? found : undefined;
      },
    });
    if (confirmed || application.status !== 'Rejected') return application;
    const details = { provider: 'PAYEX', correlationId, application: key } as const;
    throw new Refused('CREDIT_CHECK_DECLINED', 'The credit check said no.', details);
  }

  /** Starts an application. PayEx has no key by which one could be found again whose answer was lost. */
  const create = (
    address: string,
    body: object,
    inputPaths: InputPaths,
    subject: 'offer' | 'account',
    toKey: (created: CreditApplication) => ApplicationKey | undefined,
  ): Promise<CreditApplication> =>
    writeOnce({
      provider: 'PAYEX',
      correlationId,
      send: async () => {
        const request = { method: 'POST', path: address, body, inputPaths, subject, correlationId } as const;
        const created = asObject<CreditApplication>(await http.call(request), 'PAYEX');
        const key = toKey(created);
        if (!key) return undefined;
        const application = Object.assign(created, { key });
        seen.set(keyText(key), Promise.resolve(application));
        return application;
      },
    });

  return {
    byKey,
    existing,
    fresh,
    /** The next look at this application is a new one. */
    forget: (key: ApplicationKey): void => void seen.delete(keyText(key)),
    act,
    /** What was answered: as it comes with the application, else read at its own address. Empty before that. */
    answers: ({ key, kycAnswers }: CreditApplication): Promise<readonly KycAnswer[]> =>
      typeof kycAnswers === 'object' && kycAnswers?.answers
        ? Promise.resolve(kycAnswers.answers)
        : answersAt(key, operation.signal),
    createApplication: (profile: string, application: NewApplication) =>
      create(path`/offers/${profile}/applications`, application, APPLICATION_PATHS, 'offer', ({ applicationId: id }) =>
        id ? { kind: 'Application', profile, id } : undefined,
      ),
    createLimitUpgrade: (upgrade: NewUpgrade) =>
      create('/limit-upgrade-applications', upgrade, UPGRADE_PATHS, 'account', ({ limitUpgradeApplicationId: id }) =>
        id ? { kind: 'LimitUpgradeApplication', id } : undefined,
      ),
    /** Answers all questions at once, held to the questions before anything is sent. */
    async answerKyc(key: ApplicationKey, answers: readonly KycAnswer[]): Promise<CreditApplication> {
      checkAnswers((await existing(key)).kycQuestions ?? [], answers);
      return act(key, 'kyc-answers', { answers }, async () => sameAnswers(await answersAt(key), answers));
    },
    /** Runs the checks, the credit check too, while the caller waits. */
    verify: (key: ApplicationKey) => act(key, 'verify-application', {}, ({ status }) => VERIFIED.has(status ?? '')),
  };
}

/** Where an application can only be once it was verified. */
const VERIFIED: ReadonlySet<string> = new Set<Status>([
  'AwaitingSign',
  'InitializedDigitalSign',
  'SignRejectedOrFailed',
  'SignMismatch',
  'Approved',
  'Rejected',
]);

const asApplication = (body: unknown, key: ApplicationKey): CreditApplication =>
  Object.assign(asObject<CreditApplication>(body, 'PAYEX'), { key });

const sameAnswers = (some: readonly KycAnswer[], others: readonly KycAnswer[]): boolean => {
  const texts = (answers: readonly KycAnswer[]): string =>
    JSON.stringify(answers.map(({ questionCode, answerCode }) => [questionCode, answerCode]).sort());
  return texts(some) === texts(others);
};
