import { randomUUID } from 'node:crypto';
import type { ContractOperation, Violation } from '../kit/contract.ts';
import type { SandboxResponse } from '../kit/provider.ts';
import type { Wire } from './wire.ts';

export type ProblemCode = Wire['ProblemType'] | 'unauthorized';
type Problems = readonly Readonly<Record<string, string>>[];

interface ListedProblem {
  readonly status: number;
  readonly type: ProblemCode;
  readonly description: string;
}

/** Thrown by a handler to reject the request with a problem listed in the contract for its operation. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly problems: Problems | undefined;

  constructor(status: number, code: ProblemCode, problems?: Problems) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

export const invalid = (path: string, message: string, status = 400): Refusal =>
  new Refusal(status, 'validation', [{ [path]: message }]);

export const listedProblems = ({ raw }: ContractOperation): readonly ListedProblem[] =>
  raw['x-problems'] as ListedProblem[];

/**
 * Creates problem responses. `version` is the version in the path; `capitalised` selects the spelling of the members.
 */
export function problemWriter(version: string, capitalised: () => boolean) {
  /** @throws if the contract does not list the problem and status for the operation. */
  return (operation: ContractOperation, { status, code, problems }: Refusal): SandboxResponse => {
    const listed = listedProblems(operation).find((one) => one.status === status && one.type === code);
    if (!listed) throw new Error(`The contract lists no ${status} ${code} for ${operation.id}`);
    const title = code.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
    const body: Wire['Problem'] = {
      type: `ledger/account-onboarding/${version}/problems/${code}`,
      title,
      status,
      detail: listed.description,
      instance: randomUUID(),
      ...(code === 'validation' && { problems: [...(problems ?? [{ '': 'Not a valid value' }])] }),
    };
    return {
      status,
      type: 'application/problem+json',
      body: capitalised()
        ? Object.fromEntries(
            Object.entries(body).map(([name, value]) => [name[0]?.toUpperCase() + name.slice(1), value]),
          )
        : body,
    };
  };
}

/** Refusal for a request that violates the contract; undefined if the operation lists no matching problem. */
export function refusalOf(operation: ContractOperation, violations: readonly Violation[]): Refusal | undefined {
  const listed = listedProblems(operation).find(({ type }) => type === 'validation');
  return (
    listed &&
    new Refusal(
      listed.status,
      'validation',
      violations.map(({ path, message }) => ({ [path]: message })),
    )
  );
}
