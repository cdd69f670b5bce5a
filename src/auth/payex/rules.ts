import type { Operation } from '../../datasources/kit/operation.ts';
import type { Payex } from '../../datasources/payex/index.ts';
import { noSuchApplication } from '../../datasources/payex/problems.ts';
import { keyText } from '../../datasources/payex/status.ts';
import type { ApplicationKey } from '../../datasources/payex/types.ts';
import { covers, type Access } from '../access.ts';
import type { Grants } from '../grants.ts';
import { denyAll, withPermission, type Rules } from '../guard.ts';

const grantName = (key: ApplicationKey): string => `payex:${keyText(key)}`;

/** Whether a caller may touch an application: named in its claims, or made by itself. */
export const canAccessApplication = async (access: Access, grants: Grants, key: ApplicationKey): Promise<boolean> =>
  covers(access.payexApplications, key.id) || grants.holds(access.subject, grantName(key));

/**
 * Who may do what at PayEx. PayEx has no list of applications and knows no callers, so an application is open to those
 * whose claims name it and to the one who created it.
 */
export function payexRules(access: Access, grants: Grants, _payex: Payex, { correlationId }: Operation): Rules<Payex> {
  const reading = withPermission(access, 'onboarding:read');
  const writing = withPermission(access, 'onboarding:write');
  const backOffice = withPermission(access, 'backoffice');

  const canAccess = (key: ApplicationKey): Promise<boolean> => canAccessApplication(access, grants, key);
  /** A member whose first argument names the application: it is called, or throws `NotFound`. */
  const withAccess =
    <A extends unknown[], R>(act: (key: ApplicationKey, ...rest: A) => Promise<R>) =>
    async (key: ApplicationKey, ...rest: A): Promise<R> => {
      if (!(await canAccess(key))) throw noSuchApplication(correlationId);
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
      byKey: (read) => reading(async (key) => ((await canAccess(key)) ? read(key) : null)),
      existing: (read) => reading(withAccess(read)),
      fresh: (read) => reading(withAccess(read)),
      forget: (forget) => forget,
      act: denyAll,
      answers: (read) => reading(async (application) => ((await canAccess(application.key)) ? read(application) : [])),
      withAnswers: (read) =>
        reading(async (application) => ((await canAccess(application.key)) ? read(application) : application)),
      createApplication: creating,
      createLimitUpgrade: creating,
      answerKyc: (answer) => writing(withAccess(answer)),
      verify: (verify) => writing(withAccess(verify)),
    },
    signings: {
      readBankId: (read) => reading(async (key, signal) => ((await canAccess(key)) ? read(key, signal) : null)),
      startBankId: (start) => writing(withAccess(start)),
      extendBankId: (extend) => writing(withAccess(extend)),
      cancelBankId: (cancel) => writing(withAccess(cancel)),
      startHosted: (start) => writing(withAccess(start)),
      startKalp: (start) => writing(withAccess(start)),
    },
    backOffice: {
      approvePaper: (approve) => backOffice(withAccess(approve)),
      createAccount: (create) => backOffice(create),
      setLimit: (set) => backOffice(set),
    },
  };
}
