import type { Operation } from '../../datasources/kit/operation.ts';
import type { Payex } from '../../datasources/payex/index.ts';
import { noSuchApplication } from '../../datasources/payex/problems.ts';
import { keyText } from '../../datasources/payex/status.ts';
import type { ApplicationKey } from '../../datasources/payex/types.ts';
import { covers, type Access } from '../access.ts';
import type { Grants } from '../grants.ts';
import { closed, demanding, type Rules } from '../guard.ts';

const grantName = (key: ApplicationKey): string => `payex:${keyText(key)}`;

/** Whether a caller may touch an application: named in its claims, or made by itself. */
export const mayTouch = async (access: Access, grants: Grants, key: ApplicationKey): Promise<boolean> =>
  covers(access.payexApplications, key.id) || grants.holds(access.subject, grantName(key));

/**
 * Who may do what at PayEx. PayEx has no list of applications and knows no callers, so an application is open to those
 * whose claims name it and to the one who created it.
 */
export function payexRules(access: Access, grants: Grants, _payex: Payex, { correlationId }: Operation): Rules<Payex> {
  const reading = demanding(access, 'onboarding:read');
  const writing = demanding(access, 'onboarding:write');
  const backOffice = demanding(access, 'backoffice');

  const may = (key: ApplicationKey): Promise<boolean> => mayTouch(access, grants, key);
  /** A member whose first argument names the application: it goes on, or there is no such application. */
  const touching =
    <A extends unknown[], R>(act: (key: ApplicationKey, ...rest: A) => Promise<R>) =>
    async (key: ApplicationKey, ...rest: A): Promise<R> => {
      if (!(await may(key))) throw noSuchApplication(correlationId);
      return act(key, ...rest);
    };
  const creating = <A extends unknown[], R extends { readonly key: ApplicationKey }>(
    create: (...args: A) => Promise<R>,
  ) =>
    writing(async (...args: A): Promise<R> => {
      const created = await create(...args);
      await grants.add(access.subject, grantName(created.key));
      return created;
    });

  return {
    offers: { all: (read) => reading(read), byProfile: (read) => reading(read) },
    applications: {
      byKey: (read) => reading(async (key) => ((await may(key)) ? read(key) : null)),
      existing: (read) => reading(touching(read)),
      fresh: (read) => reading(touching(read)),
      forget: (forget) => forget,
      act: closed,
      answers: (read) => reading(async (application) => ((await may(application.key)) ? read(application) : [])),
      withAnswers: (read) =>
        reading(async (application) => ((await may(application.key)) ? read(application) : application)),
      createApplication: creating,
      createLimitUpgrade: creating,
      answerKyc: (answer) => writing(touching(answer)),
      verify: (verify) => writing(touching(verify)),
    },
    signings: {
      readBankId: (read) => reading(async (key, signal) => ((await may(key)) ? read(key, signal) : null)),
      startBankId: (start) => writing(touching(start)),
      extendBankId: (extend) => writing(touching(extend)),
      cancelBankId: (cancel) => writing(touching(cancel)),
      startHosted: (start) => writing(touching(start)),
      startKalp: (start) => writing(touching(start)),
    },
    backOffice: {
      approvePaper: (approve) => backOffice(touching(approve)),
      createAccount: (create) => backOffice(create),
      setLimit: (set) => backOffice(set),
    },
  };
}
