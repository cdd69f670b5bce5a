import { asObject, asRows, hasStatus, isKey, listOf, type RowsOf } from '../kit/decode.ts';
import { path } from '../kit/http/transport.ts';
import { canonicalUuid } from '../kit/uuid.ts';
import type { Operation } from '../kit/operation.ts';
import type { StopSignal } from '../kit/stop.ts';
import { NotFound, Refused } from '../../problem.ts';
import { readBack, writeOnce } from '../kit/http/write.ts';
import { needsAnswers } from './actions.ts';
import { addressOf } from './addresses.ts';
import { APPLICATION_PATHS, UPGRADE_PATHS, type NewApplication, type NewUpgrade } from './application-rules.ts';
import type { PayexClient } from './client.ts';
import { checkAnswers } from './kyc-rules.ts';
import type { InputPaths } from './input-paths.ts';
import { orNull } from './problems.ts';
import { keyText, type Status } from './status.ts';
import type { ApplicationKey, CreditApplication, KycAnswer, Wire } from './types.ts';

/** Applications and limit upgrades: reading, creating, KYC, verification. The key shows which kind it is. */
export function createApplications(http: PayexClient, operation: Operation) {
  const { correlationId } = operation;
  const seen = new Map<string, Promise<CreditApplication | null>>();
  const answersSeen = new Map<string, Promise<readonly KycAnswer[]>>();

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

  /** The next look at this application is a new one. */
  const forget = (key: ApplicationKey): void => {
    seen.delete(keyText(key));
    answersSeen.delete(keyText(key));
  };

  const existing = async (key: ApplicationKey): Promise<CreditApplication> => {
    const found = await byKey(key);
    if (!found) throw new NotFound('PayEx has no such application.', { provider: 'PAYEX', correlationId });
    return found;
  };

  const answersAt = async (key: ApplicationKey, signal?: StopSignal): Promise<readonly KycAnswer[]> => {
    const read = http.call({ path: `${addressOf(key)}/kyc-answers`, correlationId, ...(signal && { signal }) });
    const list = { path: KYC_ANSWERS, correlationId, notice: operation.notice };
    return (
      (await orNull(
        read.then((body) => answersIn(body, list)),
        'KYC_NOT_CONFIGURED',
      )) ?? []
    );
  };

  /** What was answered: as it comes with the application, else read once at its own address. Empty before that. */
  const answers = ({ key, kycAnswers }: CreditApplication): Promise<readonly KycAnswer[]> => {
    if (typeof kycAnswers === 'object' && kycAnswers?.answers) return Promise.resolve(listOf(kycAnswers.answers));
    let found = answersSeen.get(keyText(key));
    if (!found) answersSeen.set(keyText(key), (found = answersAt(key, operation.signal)));
    return found;
  };

  /**
   * One act whose answer says little: the application in its resulting state. After a confirmation it is read, and
   * where that read fails too the answer holds what was confirmed; after a lost answer it is found by `happened`.
   */
  async function act<A>(
    key: ApplicationKey,
    segment: string,
    body: object,
    { happened, confirmedBy = () => ({}), inputPaths = {} }: Act<A>,
  ): Promise<CreditApplication> {
    let confirmed = false;
    forget(key); // a refusal may have changed it too
    const application = await writeOnce<CreditApplication>({
      provider: 'PAYEX',
      correlationId,
      send: async () => {
        const address = `${addressOf(key)}/${segment}`;
        const request = { method: 'POST', path: address, body, inputPaths, application: key, correlationId } as const;
        const told = confirmedBy((await http.call<A | undefined>(request)) ?? undefined);
        confirmed = true;
        const found = await readBack(() => fresh(key), { key });
        const application = merged(told, found);
        seen.set(keyText(key), Promise.resolve(application));
        return application;
      },
      find: async () => {
        const found = await fresh(key);
        return (await happened(found)) ? found : undefined;
      },
    });
    if (confirmed || application.status !== 'Rejected') return application;
    const details = { provider: 'PAYEX', correlationId, application: key } as const;
    throw new Refused('CREDIT_CHECK_DECLINED', 'The credit check was declined.', details);
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
        if (!isKey(key?.id, 128)) return undefined; // without it the application is lost, whatever else is told
        const application = Object.assign(created, { key });
        seen.set(keyText(key), Promise.resolve(application));
        return application;
      },
    });

  return {
    byKey,
    existing,
    fresh,
    forget,
    act,
    answers,
    /** The application with the answers behind its address, where it takes them to tell what can be done now. */
    async withAnswers(application: CreditApplication): Promise<CreditApplication> {
      if (!needsAnswers(application)) return application;
      const given = await answers(application).catch(() => undefined);
      return given ? { ...application, kycAnswers: { answers: [...given] } } : application;
    },
    createApplication: (profile: string, application: NewApplication) =>
      create(path`/offers/${profile}/applications`, application, APPLICATION_PATHS, 'offer', ({ applicationId: id }) =>
        id == null ? undefined : { kind: 'Application', profile, id },
      ),
    createLimitUpgrade: (upgrade: NewUpgrade) =>
      create('/limit-upgrade-applications', upgrade, UPGRADE_PATHS, 'account', ({ limitUpgradeApplicationId: id }) =>
        id == null ? undefined : { kind: 'LimitUpgradeApplication', id },
      ),
    /** Answers all questions at once, held to the questions before anything is sent. */
    async answerKyc(key: ApplicationKey, given: readonly KycAnswer[]): Promise<CreditApplication> {
      checkAnswers((await existing(key)).kycQuestions ?? [], given);
      return act<Wire['KycAnswers']>(
        key,
        'kyc-answers',
        { answers: given },
        {
          happened: async () => sameAnswers(await answersAt(key), given),
          confirmedBy: (told) => ({ kycAnswers: told?.answers ? told : { answers: [...given] } }),
        },
      );
    },
    /** Runs the checks, the credit check too, while the caller waits. */
    verify: (key: ApplicationKey) =>
      act(key, 'verify-application', {}, { happened: ({ status }) => VERIFIED.has(status ?? '') }),
  };
}

/** An act on an application whose answer says little. `A`: that answer. */
interface Act<A> {
  /** Whether the act was done, as the application shows it; decides after a lost answer. */
  readonly happened: (application: CreditApplication) => boolean | Promise<boolean>;
  /** What the provider confirms by a 2xx with this body: holds where the application itself does not show it. */
  readonly confirmedBy?: (told: A | undefined) => Partial<CreditApplication>;
  readonly inputPaths?: InputPaths;
}

/**
 * An application with what a confirmation told of it, where it does not show that itself: a member that is null says as
 * little as one that is absent, and an address less than the answers that were confirmed.
 */
function merged(told: Partial<CreditApplication>, found: CreditApplication): CreditApplication {
  const shown = Object.entries(found).filter(
    ([name, value]) => value != null && !(name === 'kycAnswers' && typeof value === 'string' && told.kycAnswers),
  );
  return { ...told, ...Object.fromEntries(shown), key: found.key };
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

/** An answer that is an application has a status or names it, and none but the one that was asked for. */
function asApplication(body: unknown, key: ApplicationKey): CreditApplication {
  const isOwn = (found: Partial<CreditApplication>): boolean => {
    const named = [found.applicationId, found.limitUpgradeApplicationId].filter((id) => id != null);
    const fits = (id: string): boolean => typeof id === 'string' && canonicalUuid(id) === canonicalUuid(key.id);
    return named.every(fits) && (named.length > 0 || hasStatus(found));
  };
  return Object.assign(asObject<CreditApplication>(body, 'PAYEX', isOwn), { key });
}

/** For the message about answers that could not be understood. */
const KYC_ANSWERS = '/kyc-answers';

/** The answers of an answer, which has a list of them even while there are none. */
function answersIn(body: unknown, list: Omit<RowsOf, 'provider'>): readonly KycAnswer[] {
  const { answers } = asObject<Wire['KycAnswers']>(body, 'PAYEX', (found) => 'answers' in found);
  return answers === null ? [] : asRows<KycAnswer>(answers, { ...list, provider: 'PAYEX' });
}

const sameAnswers = (some: readonly KycAnswer[], others: readonly KycAnswer[]): boolean => {
  const texts = (answers: readonly KycAnswer[]): string =>
    JSON.stringify(answers.map(({ questionCode, answerCode }) => [questionCode, answerCode]).sort());
  return texts(some) === texts(others);
};
