/** A frontend that leads a person through any process to its end: it knows `Process`, and none of those who run one. */

/** GraphQL, by whichever client: operations are named as in `process-mutations.graphql` and `process-changed.graphql`. */
export interface Api {
  mutate(operation: Mutation, variables: Variables): Promise<Act>;
  watch(operation: 'ProcessChanged', variables: { id: string }): AsyncIterable<Process>;
}

/** What the pages of the frontend ask the person, and show. */
export interface Person {
  /** Their device, as the frontend's own server sees it. */
  readonly ipAddress: string;
  /** Opens an address; resolves when the person is back. */
  visit(url: string): Promise<void>;
  answer(questions: readonly Question[]): Promise<Answer[]>;
  choose(offers: readonly { id: string }[]): Promise<string>;
  /** Draws the latest QR code, launch link and message over the ones before. */
  show(signing: { qrCode: string | null; launchUrl: string | null; userMessage: string }): void;
}

/** Leads the person to the end of a process; answers how it ended. */
export async function lead(id: string, api: Api, person: Person): Promise<string> {
  const done = new Set<string>();
  for (;;) {
    for await (const process of api.watch('ProcessChanged', { id })) {
      if (process.isFinal) return process.state;
      for (const action of process.nextActions) if (action.__typename === 'ShowBankId') person.show(action.signing);
      const action = process.nextActions.find((one) => isAct(one) && !done.has(nameOf(one)));
      if (!action) continue;
      done.add(nameOf(action));
      await take(action, id, api, person);
      break; // the person is back: look anew
    }
  }
}

/** Does one of the actions, up to where the person is back. */
async function take(action: Action, id: string, api: Api, person: Person): Promise<void> {
  const act = async (operation: Mutation, variables: Omit<Variables, 'id'> = {}): Promise<void> => {
    const { url, code, message } = await api.mutate(operation, { id, ...variables });
    if (code === 'REFUSED') return; // it has moved on meanwhile: the next look tells where to
    if (code) throw new Error(`${operation}: ${message ?? code}`);
    if (url) await person.visit(url);
  };
  switch (action.__typename) {
    case 'OpenUrl':
      return act('OpenUrl');
    case 'AnswerQuestions':
      return act('Answer', { answers: await person.answer(action.questions) });
    case 'Verify':
      return act('Verify');
    case 'Sign':
      return act(SIGNINGS[action.methods[0] ?? 'BANKID_SE'], { ipAddress: person.ipAddress });
    case 'ChooseOffer':
      return act('Choose', { offer: await person.choose(action.offers) });
    default:
      return;
  }
}

const SIGNINGS = { BANKID_SE: 'SignHere', BANKID_NO: 'SignInNorway', MITID_DK: 'SignInDenmark' } as const;

const isAct = ({ __typename }: Action): boolean => __typename !== 'Wait' && __typename !== 'ShowBankId';
const nameOf = (action: Action): string =>
  action.__typename === 'OpenUrl' ? `OpenUrl ${action.purpose}` : action.__typename;

export type Mutation = 'OpenUrl' | 'Answer' | 'Verify' | 'Choose' | (typeof SIGNINGS)[keyof typeof SIGNINGS];
export interface Variables {
  readonly id: string;
  readonly answers?: readonly Answer[];
  readonly ipAddress?: string;
  readonly offer?: string;
}
export interface Act {
  readonly url?: string | null;
  /** Of a problem. */
  readonly code?: string;
  readonly message?: string;
}
export interface Question {
  readonly code: string;
  readonly isRequired: boolean;
  readonly possibleAnswers: readonly { readonly code: string }[];
}
export interface Answer {
  readonly questionCode: string;
  readonly answerCode: string;
}
export interface Process {
  readonly state: string;
  readonly isFinal: boolean;
  readonly nextActions: readonly Action[];
}
export type Action =
  | { readonly __typename: 'OpenUrl'; readonly purpose: string }
  | { readonly __typename: 'AnswerQuestions'; readonly questions: readonly Question[] }
  | { readonly __typename: 'Verify' | 'Wait' }
  | { readonly __typename: 'Sign'; readonly methods: readonly (keyof typeof SIGNINGS)[] }
  | { readonly __typename: 'ShowBankId'; readonly signing: Parameters<Person['show']>[0] }
  | { readonly __typename: 'ChooseOffer'; readonly offers: readonly { readonly id: string }[] };
