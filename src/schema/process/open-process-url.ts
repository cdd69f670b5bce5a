import type { Permission } from '../../auth/access.ts';
import { actBearing, requireActPermission } from '../../auth/act-bearing.ts';
import type { ProviderKey } from '../../config/index.ts';
import type { Context } from '../../context.ts';
import { NotFound, Refused } from '../../problem.ts';
import type { NextAction } from '../../processes/process.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { startKalp } from '../payex/hosted-signing.ts';
import { expected } from '../kit/problem.ts';
import { TO_ACT } from './next-action.ts';
import { isLoan, loadProcess, Process, progressOf, type ProcessShape } from './process.ts';

interface Page {
  readonly id: string;
  readonly url: string;
  readonly expiresAt: string | null;
}

/** The provider of a process, by its global id. */
const providerOf = (id: string): ProviderKey =>
  id.startsWith('Journey:') ? 'fondo' : id.startsWith('LoanJourney:') ? 'aarthik' : 'payex';

/** The permission to act in a process, by its global id. */
const permissionToAct = (id: string): Permission => TO_ACT[providerOf(id)];

const ProcessPage = builder.objectRef<Page>('ProcessPage').implement({
  description: 'A URL at which the person does the next step of a process.',
  fields: (t) => ({
    url: t.expose('url', {
      type: 'URL',
      nullable: false,
      description:
        'Send the person here immediately. Whoever has the URL can act for the person: do not share or store it.',
      extensions: {
        ...actBearing(({ id }: Page) => permissionToAct(id)),
        ...urlFrom(({ id }: Page) => providerOf(id)),
      },
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When `url` expires; null if that is not known.',
    }),
    process: t.field({
      type: Process,
      description: 'The current state of the process; null if its provider no longer holds it.',
      resolve: ({ id }, _args, context) => loadProcess(id, context.forEvent(context.signal)),
    }),
  }),
});

const OpenProcessUrlInput = builder.inputType('OpenProcessUrlInput', {
  description: 'The process whose `OpenUrl` action is to be carried out.',
  fields: (t) => ({ process: t.id({ required: true, description: 'Global id of the process.' }) }),
});

/** Creates the URL of an `OpenUrl` action that has none yet. */
async function createUrl(id: string, process: ProcessShape, context: Context) {
  const { aarthik } = context;
  if (isLoan(process)) return (await aarthik.journeys.reopen(process)) ?? aarthik.hostedSessions.resume(process);
  const { url } = await startKalp(id, 'input.process', context);
  return { url, expiresAt: null };
}

builder.mutationField('openProcessUrl', (t) =>
  t.field({
    type: ProcessPage,
    errors: expected,
    description:
      'Opens the page on which a person does the next step of a process: returns the URL of its `OpenUrl` action, and creates one if there is none yet. Safe to repeat. `Refused` with `NO_URL_TO_OPEN` if the process has no such action now.',
    args: { input: t.arg({ type: OpenProcessUrlInput, required: true, description: 'The process.' }) },
    resolve: async (_root, { input: { process: id } }, context) => {
      requireActPermission(context, permissionToAct(id));
      const process = await loadProcess(id, context, 'input.process');
      if (!process) throw new NotFound('There is no such process.');
      const { nextActions } = await progressOf(process, context);
      const open = nextActions.find((action): action is NextAction & { type: 'OpenUrl' } => action.type === 'OpenUrl');
      const { url, expiresAt } = open?.url ? open : open ? await createUrl(id, process, context) : NOTHING;
      if (!url) throw new Refused('NO_URL_TO_OPEN', 'The process has no page to open at the moment.');
      return { id, url, expiresAt };
    },
  }),
);

const NOTHING = { url: null, expiresAt: null };
