import { asObject, hasStatus } from '../kit/decode.ts';
import type { Operation } from '../kit/operation.ts';
import type { StopSignal } from '../kit/stop.ts';
import { Refused } from '../../problem.ts';
import { readBack, writeOnce } from '../kit/http/write.ts';
import { addressOf } from './addresses.ts';
import type { createApplications } from './applications.ts';
import type { PayexClient } from './client.ts';
import { orNull } from './problems.ts';
import type { ApplicationKey, BankIdSigning, CreditApplication, Wire } from './types.ts';

/** A page of another company to which the person is sent, and the application that waits for the result. */
export interface HostedStep {
  readonly key: ApplicationKey;
  /** Undefined where PayEx gave none, or where its answer was lost. */
  readonly url: string | undefined;
}

const BANKID = 'sign-bankid-se';
/** Where the hosted signings are, by their last path segment. */
const HOSTED = { NO: 'begin-sign-bankid-no', DK: 'begin-sign-mitid-dk' } as const;

/** The three signings and the Danish budget form. */
export function createSignings(
  http: PayexClient,
  operation: Operation,
  applications: ReturnType<typeof createApplications>,
) {
  const { correlationId } = operation;
  const base = { provider: 'PAYEX', correlationId } as const;

  /** The Swedish signing in its present state; null before the first start, and where there is none in this status. */
  const readBankId = (key: ApplicationKey, signal?: StopSignal): Promise<BankIdSigning | null> => {
    const read = http.call({ path: `${addressOf(key)}/${BANKID}`, correlationId, ...(signal && { signal }) });
    return orNull(
      read.then((body) => asSigning(body, key)),
      'INVALID_APPLICATION_STATE',
    );
  };

  /** What was read of the application before is forgotten: a refusal may have changed it, too. */
  const post = <T>(key: ApplicationKey, segment: string, body: object = {}): Promise<T> => {
    applications.forget(key);
    const path = `${addressOf(key)}/${segment}`;
    return http.call<T>({ method: 'POST', path, body, application: key, correlationId });
  };

  /** After an act the application is another. */
  const forget = <T>(key: ApplicationKey, result: T): T => {
    applications.forget(key);
    return result;
  };

  return {
    readBankId,
    /** Starts the Swedish signing. After a lost answer the one that runs is it. */
    async startBankId(key: ApplicationKey, request: Wire['SignBankidSeRequest']): Promise<BankIdSigning> {
      const signing = await writeOnce<BankIdSigning>({
        ...base,
        send: async () => asSigning(await post(key, BANKID, request), key),
        find: async () => {
          const found = await readBankId(key);
          return found?.status === 'Pending' ? found : undefined;
        },
      });
      return forget(key, signing);
    },
    /**
     * Gives the person more time. Read first: only a higher count shows that a request with a lost response succeeded.
     */
    async extendBankId(key: ApplicationKey): Promise<BankIdSigning> {
      const before = await readBankId(key);
      const signing = await writeOnce<BankIdSigning>({
        ...base,
        send: async () => {
          const counters = asObject<Wire['ExtendResult']>(await post(key, `${BANKID}/extend`), 'PAYEX');
          return { ...(before ?? { key }), ...counters };
        },
        find: async () => {
          const found = await readBankId(key);
          return found && (found.currentExtend ?? 0) > (before?.currentExtend ?? 0) ? found : undefined;
        },
      });
      return forget(key, signing);
    },
    /**
     * Withdraws the running order. The answer says nothing, so the signing is read; where that fails, it is told as
     * canceled, which is what was confirmed (contract notes, section 5).
     */
    async cancelBankId(key: ApplicationKey): Promise<BankIdSigning> {
      let confirmed = false;
      const signing = await writeOnce<BankIdSigning>({
        ...base,
        send: async () => {
          await post(key, `${BANKID}/cancel`);
          confirmed = true;
          const canceled = { key, status: 'Failed', hintCode: 'Cancelled' } as const;
          return (await readBack<BankIdSigning | null>(() => readBankId(key), canceled)) ?? canceled;
        },
        find: async () => {
          const found = await readBankId(key);
          return found && found.status !== 'Pending' ? found : undefined;
        },
      });
      if (!confirmed && signing.status === 'Complete') {
        throw new Refused('INVALID_BANK_ID_STATE', 'The person has signed already.', { ...base, application: key });
      }
      return forget(key, signing);
    },
    /** Starts a signing on a page of another company. After a lost answer the page is lost: the address stays out. */
    async startHosted(
      key: ApplicationKey,
      country: 'NO' | 'DK',
      request: Wire['BeginSignRequest'],
    ): Promise<HostedStep> {
      const step = await writeOnce<HostedStep>({
        ...base,
        send: async () => {
          const body = await post<Wire['SigningUrl'] | undefined>(key, HOSTED[country], request);
          return { key, url: body?.signingUrl ?? undefined };
        },
        find: async () => {
          const { status }: CreditApplication = await applications.fresh(key);
          return status === 'InitializedDigitalSign' ? { key, url: undefined } : undefined;
        },
      });
      return forget(key, step);
    },
    /** Opens the Danish budget form, or answers the address of the one that is open: safe to repeat. */
    async startKalp(key: ApplicationKey): Promise<HostedStep> {
      const send = async (): Promise<HostedStep> => {
        const body = await post<Wire['KalpRedirect'] | undefined>(key, 'redirect-kalp-dk');
        return { key, url: body?.redirectUrl ?? undefined };
      };
      return forget(key, await writeOnce<HostedStep>({ ...base, send, find: send }));
    },
  };
}

const asSigning = (body: unknown, key: ApplicationKey): BankIdSigning =>
  Object.assign(asObject<BankIdSigning>(body, 'PAYEX', hasStatus), { key });
