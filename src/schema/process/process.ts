import type { Context } from '../../context.ts';
import type { LoanJourney } from '../../datasources/aarthik/journey.ts';
import type { Journey } from '../../datasources/fondo/types.ts';
import type { BankIdSigning, CreditApplication } from '../../datasources/payex/types.ts';
import { InvalidInput } from '../../problem.ts';
import { loanProgress } from '../../processes/aarthik.ts';
import { journeyProgress } from '../../processes/fondo.ts';
import { applicationProgress, needsBankId } from '../../processes/payex.ts';
import { isFinal, type Progress } from '../../processes/process.ts';
import { builder } from '../kit/builder.ts';
import { idForm } from '../kit/global-id.ts';
import { NextAction } from './next-action.ts';
import { loadNode, Node } from '../kit/node.ts';
import { Provider } from '../kit/problem.ts';

/** Everything in which a person must do something at a provider. */
export type ProcessShape = Journey | CreditApplication | LoanJourney;
export const PROCESS_NAMES = ['Journey', 'Application', 'LimitUpgradeApplication', 'LoanJourney'] as const;

export const isLoan = (process: ProcessShape): process is LoanJourney => 'borrower' in process;
const isApplication = (process: ProcessShape): process is CreditApplication => 'key' in process;

/** Where a process stands is worked out once, whichever fields ask for it. */
const known = new WeakMap<ProcessShape, Promise<Progress> | Progress>();

/** A process together with the signing that was read with it. */
export function withSigning(application: CreditApplication, bankId: BankIdSigning | null): CreditApplication {
  known.set(application, applicationProgress(application, bankId));
  return application;
}

export function progressOf(process: ProcessShape, context: Context): Promise<Progress> | Progress {
  let progress = known.get(process);
  if (!progress) known.set(process, (progress = derive(process, context)));
  return progress;
}

function derive(process: ProcessShape, { payex, signal }: Context): Promise<Progress> | Progress {
  if (isLoan(process)) return loanProgress(process);
  if (!isApplication(process)) return journeyProgress(process);
  if (!needsBankId(process)) return applicationProgress(process, null);
  return payex.signings.readBankId(process.key, signal).then((bankId) => applicationProgress(process, bankId));
}

const ProcessState = builder.enumType('ProcessState', {
  description: 'Where a process stands, whoever runs it.',
  values: {
    ACTION_REQUIRED: { description: 'Somebody has to do something: see `nextActions`.' },
    IN_PROGRESS: { description: 'Others are at it: wait.' },
    COMPLETED: { description: 'It led to what it was begun for. Final.' },
    REJECTED: { description: 'The answer is no. Final.' },
    FAILED: { description: 'Something went wrong. Final: begin anew.' },
    CANCELED: { description: 'It was given up. Final.' },
    EXPIRED: { description: 'It was not finished in time. Final: begin anew.' },
  } as const,
});

export const Process = builder.interfaceRef<ProcessShape>('Process').implement({
  description:
    'Everything in which a person must do something at a provider: opening an account, applying for credit, taking a loan. What is written against it works for all of them.',
  interfaces: [Node],
  resolveType: (process) =>
    isLoan(process) ? 'LoanJourney' : isApplication(process) ? process.key.kind : ('Journey' as const),
  fields: (t) => ({
    provider: t.field({
      type: Provider,
      nullable: false,
      description: 'Who runs it.',
      resolve: (process) => (isLoan(process) ? 'AARTHIK' : isApplication(process) ? 'PAYEX' : 'FONDO'),
    }),
    state: t.field({
      type: ProcessState,
      nullable: false,
      description: 'Where it stands.',
      resolve: async (process, _args, context) => (await progressOf(process, context)).state,
    }),
    isOver: t.boolean({
      nullable: false,
      description: 'Whether nothing more can come of it.',
      resolve: async (process, _args, context) => isFinal(await progressOf(process, context)),
    }),
    nextActions: t.field({
      type: [NextAction],
      nullable: false,
      description:
        'What can be done now; where there are several, each of them moves it on. Empty once it is over. During a Swedish signing this costs one call.',
      resolve: async (process, _args, context) => (await progressOf(process, context)).nextActions,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was created, where the provider tells.',
      resolve: (process) => ('createdDate' in process ? process.createdDate : null),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When it last changed, where the provider tells.',
      resolve: (process) =>
        isLoan(process) ? process.updatedAt : isApplication(process) ? null : process.modifiedDate,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it expires unless it is finished, where the provider tells.',
      resolve: (process) => ('expiryDate' in process ? process.expiryDate : null),
    }),
  }),
});

/** At most so many processes in one `processes` call. */
const MAX_PROCESSES = 100;

/** A process by its global id. The bare id of a provider does not tell which of them is meant. */
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
    description: 'Any process by its global id; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id of a process.' }) },
    resolve: (_root, { id }, context) => loadProcess(id, context),
  }),
  processes: t.field({
    type: [Process],
    nullable: { list: false, items: true },
    description: `Several processes by their global ids, in the same order; at most ${MAX_PROCESSES}.`,
    args: { ids: t.arg.idList({ required: true, description: 'Global ids of processes.' }) },
    resolve: (_root, { ids }, context) => {
      if (ids.length > MAX_PROCESSES) {
        throw new InvalidInput([{ path: 'ids', message: `expected at most ${MAX_PROCESSES} ids` }]);
      }
      return ids.map((id, index) => loadProcess(id, context, `ids[${index}]`));
    },
  }),
}));
