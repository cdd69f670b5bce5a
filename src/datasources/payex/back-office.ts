import { asObject } from '../kit/decode.ts';
import { path } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { writeOnce } from '../kit/http/write.ts';
import type { createApplications } from './applications.ts';
import type { PayexClient } from './client.ts';
import type { ApplicationKey, CreditApplication, Wire } from './types.ts';

/** An account whose limit was set without an application. */
export type DirectAccount = Wire['CreateAccountWithoutApplicationResult'];

/** Acts that skip signature or check. Sent once, never again; only a paper form can be found after a lost answer. */
export function createBackOffice(
  http: PayexClient,
  { correlationId }: Operation,
  applications: ReturnType<typeof createApplications>,
) {
  const setOutright = (address: string, body: object, inputPaths: Readonly<Record<string, string>>) =>
    writeOnce<DirectAccount>({
      provider: 'PAYEX',
      correlationId,
      send: async () => {
        const request = { method: 'POST', path: address, body, inputPaths, subject: 'account', correlationId } as const;
        return asObject<DirectAccount>(await http.call(request), 'PAYEX');
      },
    });

  return {
    /** Credit check, customer, account and archive in one call: a 200 means that the application is approved. */
    approvePaper: (key: ApplicationKey, request: Wire['ApprovePaperApplicationRequest']): Promise<CreditApplication> =>
      applications.act<Wire['ApprovePaperApplicationResult']>(key, 'approve-paper-application', request, {
        happened: ({ status }) => DECIDED.has(status ?? ''),
        confirmedBy: ({ accountNo, customerNo } = {}) => ({
          status: 'Approved',
          ...(accountNo != null && { createdAccount: { accountNo } }),
          ...(customerNo != null && { customerNo }),
        }),
        inputPaths: PAPER_PATHS,
      }),
    createAccount: (profile: string, request: Wire['CreateAccountWithoutApplicationRequest']) =>
      setOutright(path`/offers/${profile}/create-account-without-application`, request, {
        customerNo: 'customerNumber',
      }),
    setLimit: (request: Wire['LimitUpgradeWithoutApplicationRequest']) =>
      setOutright('/limit-upgrade-without-application', request, { accountNo: 'accountNumber' }),
  };
}

const PAPER_PATHS = {
  applicationDocument: 'pdf',
  'applicationDocument.content': 'pdf',
  'applicationDocument.fileType': 'pdf',
};

const DECIDED: ReadonlySet<string> = new Set(['Approved', 'Rejected']);
