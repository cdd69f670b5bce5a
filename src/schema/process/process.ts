import type { Context } from '../../context.ts';
import type { LoanJourney } from '../../datasources/aarthik/journey.ts';
import type { Journey } from '../../datasources/fondo/types.ts';
import { needsAnswers } from '../../datasources/payex/actions.ts';
import { isFinal as isFinalApplication } from '../../datasources/payex/status.ts';
import type { CreditApplication } from '../../datasources/payex/types.ts';
import { InvalidInput } from '../../problem.ts';
import { loanProgress } from '../../processes/aarthik.ts';
import { journeyProgress } from '../../processes/fondo.ts';
import { applicationProgress, needsBankId } from '../../processes/payex.ts';
import { isFinal, type Progress } from '../../processes/process.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { mayFail } from '../kit/nullability.ts';
import { idForm } from '../kit/global-id.ts';
import { polledSigning } from '../payex/polled-reading.ts';
import { NextAction } from './next-action.ts';
import { loadNode, Node } from '../kit/node.ts';
import { named } from '../kit/prefetch.ts';
import { Provider } from '../kit/problem.ts';

/** Everything in which a person must do something at a provider. */
export type ProcessShape = Journey | CreditApplication | LoanJourney;
export const PROCESS_NAMES = ['Journey', 'Application', 'LimitUpgradeApplication', 'LoanJourney'] as const;

export const isLoan = (process: ProcessShape): process is LoanJourney => 'borrower' in process;
const isApplication = (process: ProcessShape): process is CreditApplication => 'key' in process;

/** The progress of a process is derived once, whichever fields select it. */
const progresses = new WeakMap<ProcessShape, Promise<Progress> | Progress>();

export function progressOf(process: ProcessShape, context: Context): Promise<Progress> | Progress {
  let progress = progresses.get(process);
  if (!progress) progresses.set(process, (progress = derive(process, context)));
  return progress;
}

function derive(process: ProcessShape, { payex, signal }: Context): Promise<Progress> | Progress {
  if (isLoan(process)) return loanProgress(process);
  if (!isApplication(process)) return journeyProgress(process);
  if (needsAnswers(process))
    return payex.applications.withAnswers(process).then((answered) => applicationProgress(answered, null));
  const known = polledSigning(process);
  if (known !== undefined || !needsBankId(process)) return applicationProgress(process, known ?? null);
  return payex.signings.readBankId(process.key, signal).then((bankId) => applicationProgress(process, bankId));
}

const ProcessState = builder.enumType('ProcessState', {
  description: 'State of a process, the same for all providers.',
  values: {
    ACTION_REQUIRED: { description: 'The person, or the client application, has to do something: see `nextActions`.' },
    IN_PROGRESS: { description: 'The provider or another party is working on it: wait.' },
    COMPLETED: { description: 'Finished successfully. Final.' },
    REJECTED: { description: 'Declined by the provider or a lender. Final.' },
    FAILED: { description: 'Something went wrong. Final: start a new process.' },
    CANCELED: { description: 'Canceled or closed without a result. Final.' },
    EXPIRED: { description: 'Not finished in time. Final: start a new process.' },
  } as const,
});

export const Process = builder.interfaceRef<ProcessShape>('Process').implement({
  description:
    'A process in which a person must do something at a provider: opening an account, applying for credit, taking a loan. A client that is written against this interface works for all of them.',
  interfaces: [Node],
  resolveType: (process) =>
    isLoan(process) ? 'LoanJourney' : isApplication(process) ? process.key.kind : ('Journey' as const),
  fields: (t) => ({
    provider: t.field({
      type: Provider,
      nullable: false,
      description: 'The provider that runs the process.',
      resolve: (process) => (isLoan(process) ? 'AARTHIK' : isApplication(process) ? 'PAYEX' : 'FONDO'),
    }),
    state: t.field({
      type: ProcessState,
      nullable: false,
      extensions: mayFail,
      description:
        'State of the process, in seven values that mean the same for every provider: for lists and for code written against `Process`. The `status` of each type is the step of its provider.',
      resolve: async (process, _args, context) => (await progressOf(process, context)).state,
    }),
    isFinal: t.boolean({
      nullable: false,
      description: 'Whether the process has ended: its state is final. Costs no call.',
      resolve: (process) =>
        isApplication(process)
          ? isFinalApplication(process)
          : isFinal(isLoan(process) ? loanProgress(process) : journeyProgress(process)),
    }),
    nextActions: t.field({
      type: [NextAction],
      extensions: { ...listSize(1), ...mayFail },
      nullable: false,
      description:
        'What can be done now; if there are several actions, each of them advances the process. Empty once the process has ended. During a Swedish signing this costs one call to PayEx.',
      resolve: async (process, _args, context) => (await progressOf(process, context)).nextActions,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was created; null if the provider does not report it.',
      resolve: (process) => ('createdDate' in process ? process.createdDate : null),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When it last changed; null if the provider does not report it.',
      resolve: (process) =>
        isLoan(process) ? process.updatedAt : isApplication(process) ? null : process.modifiedDate,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it expires unless it is finished; null if the provider does not report it.',
      resolve: (process) => ('expiryDate' in process ? process.expiryDate : null),
    }),
  }),
});

/** Maximum number of ids in one `processes` field. */
const MAX_PROCESSES = 100;

/** A process by its global id. A bare id is not accepted, since it does not name the type. */
export async function loadProcess(id: string, context: Context, argument = 'id'): Promise<ProcessShape | null> {
  if (!id.includes(':')) {
    const message = `expected a global id: ${PROCESS_NAMES.map((name) => `"${idForm(name)}"`).join(', ')}`;
    throw new InvalidInput([{ path: argument, message }]);
  }
  return (await loadNode(id, context, PROCESS_NAMES, argument)) as ProcessShape | null;
}

builder.queryFields((t) => ({
  process: t.field({
    type: Process,
    description: 'Any process by its global id; null if it does not exist or the caller may not access it.',
    args: { id: t.arg.id({ required: true, description: 'Global id of a process.' }) },
    extensions: named(PROCESS_NAMES),
    resolve: (_root, { id }, context) => loadProcess(id, context),
  }),
  processes: t.field({
    type: [Process],
    nullable: { list: false, items: true },
    description: `Several processes by their global ids, in the same order; at most ${MAX_PROCESSES}.`,
    args: { ids: t.arg.idList({ required: true, description: 'Global ids of processes.' }) },
    extensions: named(PROCESS_NAMES, MAX_PROCESSES),
    resolve: (_root, { ids }, context) => {
      if (ids.length > MAX_PROCESSES) {
        throw new InvalidInput([{ path: 'ids', message: `expected at most ${MAX_PROCESSES} ids` }]);
      }
      return ids.map((id, index) => loadProcess(id, context, `ids[${index}]`));
    },
  }),
}));
