import { contractOf } from '../../../sandbox/kit/contract.ts';
import { Clock } from '../../../sandbox/kit/clock.ts';
import { startPayexSandbox, type PayexOptions, type TestPerson } from '../../../sandbox/payex/index.ts';

export type Json = Record<string, any>;

/** A sandbox whose time stands still, and a plain client that holds every answer to the contract. */
export async function payexWithClient(options: Partial<PayexOptions> = {}) {
  const clock = new Clock(0);
  const sandbox = await startPayexSandbox({ clock, ...options });
  const { ownerNo, token } = sandbox.credentials;
  const base = `/ledger/account-onboarding/${options.apiVersion ?? 'v1'}/${ownerNo}`;
  const breaches: string[] = [];
  const driven = new Set<string>();

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const address = path.startsWith('/ledger') ? path : `${base}${path}`;
    const response = await fetch(`${sandbox.url}${address}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const type = response.headers.get('content-type') ?? '';
    const answer = (await response.json()) as Json;
    const operation = contractOf('payex').match(method, address.replace('/v2/', '/v1/'))?.operation;
    if (operation) {
      driven.add(operation.id);
      const found = contractOf('payex').answerViolations(operation, response.status, answer);
      breaches.push(...found.map((one) => `${operation.id} ${response.status} ${one.path} ${one.message}`));
    }
    return { status: response.status, body: answer, type, code: String(answer['type']).split('/').at(-1) };
  }

  const get = (path: string) => call('GET', path);
  const post = (path: string, body: unknown = {}) => call('POST', path, body);
  return {
    sandbox,
    clock,
    call,
    get,
    post,
    /** Where an answer broke the contract. */
    breaches,
    /** The operations that were called. */
    driven,
    /** Creates an application and returns its path. */
    async apply(profile: string, person: TestPerson, extra: Json = {}): Promise<string> {
      const { status, body } = await post(`/offers/${profile}/applications`, application(person, extra));
      if (status !== 201) throw new Error(`createApplication answered ${status}`);
      return `/offers/${profile}/applications/${body['applicationId']}`;
    },
    statusOf: async (path: string): Promise<string> => (await get(path)).body['status'] as string,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

export const application = ({ nationalNumber, country, customerNo }: TestPerson, extra: Json = {}): Json => ({
  creditLimit: 4_000.5,
  nationalConsumerIdentifier: { value: nationalNumber, countryCode: country },
  customerNo,
  emailAddress: 'test@testshop.se',
  msisdn: '+46701234456',
  languageCode: 'Sv',
  ...extra,
});

const answer = (questionCode: string, answerCode: string) => ({ questionCode, answerCode });
export const SHORT_ANSWERS = {
  answers: [
    answer('employment', 'selfemployed'),
    answer('monthlyincome', 'monthlyincomeinterval2'),
    answer('ispep', 'false'),
  ],
};
export const FULL_ANSWERS = {
  answers: [
    ...SHORT_ANSWERS.answers.slice(0, 2),
    answer('ispep', 'true'),
    answer('peprole', 'relative'),
    answer('fundsorigin', 'Salary'),
    answer('purpose', 'travel'),
    answer('purpose', 'invoices'),
  ],
};
export const SIGN_SE = { endUserIp: '192.0.2.10' };
