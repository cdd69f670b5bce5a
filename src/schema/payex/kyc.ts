import { listOf } from '../../datasources/kit/decode.ts';
import { followUps, questionOf } from '../../datasources/payex/kyc-rules.ts';
import type {
  KycAnswer as KycAnswerShape,
  KycQuestion as KycQuestionShape,
  Wire,
} from '../../datasources/payex/types.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { openEnum } from '../kit/open-enum.ts';

const KycAnswerType = openEnum('KycAnswerType', {
  description: 'How a KYC question is answered.',
  values: {
    single: 'One of `possibleAnswers`.',
    multi: 'One or more of `possibleAnswers`: send one answer with the same question code for each.',
    text: 'Free text, sent as `answerCode`. See `pattern`.',
    Boolean: '`true` or `false`, unless there are `possibleAnswers`.',
  },
});

export const KycQuestion = builder.objectRef<KycQuestionShape>('KycQuestion');

const KycPossibleAnswer = builder.objectRef<Wire['KycPossibleAnswer']>('KycPossibleAnswer').implement({
  description: 'A possible answer to a question.',
  fields: (t) => ({
    code: t.exposeString('answerCode', {
      description: 'Code to send as `answerCode`. Send it unchanged, spelling mistakes included.',
    }),
    text: t.exposeString('answerText', { description: 'Text to show, in the language of the application.' }),
    subQuestions: t.field({
      type: [KycQuestion],
      extensions: listSize(1),
      nullable: false,
      description: 'Questions to ask if this answer is selected.',
      resolve: ({ subQuestions }) => listOf(subQuestions),
    }),
  }),
});

KycQuestion.implement({
  description: 'A question that PayEx must ask by law (know your customer).',
  fields: (t) => ({
    code: t.exposeString('questionCode', { description: 'Code of the question, sent with its answer.' }),
    text: t.exposeString('questionText', { description: 'Text to show, in the language of the application.' }),
    answerType: t.field({
      type: KycAnswerType,
      nullable: false,
      description: 'How it is answered.',
      resolve: ({ answer }) => KycAnswerType.read(answer?.type),
    }),
    answerTypeRaw: t.string({
      description: "The provider's value of `answerType`, for when that is `UNKNOWN`.",
      resolve: ({ answer }) => answer?.type,
    }),
    isRequired: t.boolean({
      nullable: false,
      description: 'Whether the question must be answered if it is asked.',
      resolve: ({ answer }) => answer?.required ?? false,
    }),
    pattern: t.string({
      description: 'Regular expression that a text answer must match.',
      resolve: ({ answer }) => answer?.textValidationRegEx,
    }),
    possibleAnswers: t.field({
      type: [KycPossibleAnswer],
      extensions: listSize(5),
      nullable: false,
      description: 'The possible answers; empty for free text.',
      resolve: ({ answer }) => listOf(answer?.possibleAnswers),
    }),
    subQuestions: t.field({
      type: [KycQuestion],
      extensions: listSize(1),
      nullable: false,
      description: 'Follow-up questions of the question itself; see also those of each possible answer.',
      resolve: (question) => [...followUps(question)],
    }),
  }),
});

/** An answer with the questions of its application, among which is its own. */
export interface GivenAnswer extends KycAnswerShape {
  readonly questions: readonly KycQuestionShape[];
}

const possibleAnswerOf = ({
  questions,
  questionCode,
  answerCode,
}: GivenAnswer): Wire['KycPossibleAnswer'] | undefined =>
  questionOf(questions, questionCode)?.answer?.possibleAnswers?.find((one) => one.answerCode === answerCode);

export const KycAnswer = builder.objectRef<GivenAnswer>('KycAnswer').implement({
  description: 'An answer that was given. Personal data.',
  fields: (t) => ({
    question: t.field({
      type: KycQuestion,
      description: 'The question that was answered; null if PayEx does not list it among those of the application.',
      resolve: ({ questions, questionCode }) => questionOf(questions, questionCode),
    }),
    questionCode: t.exposeString('questionCode', { description: 'Code of the question.' }),
    answerCode: t.exposeString('answerCode', {
      description: 'Code of the selected answer, or the text.',
      extensions: personal('text'),
    }),
    answerText: t.string({
      description:
        'The answer to show: the text of the selected answer, in the language of the application, or the text that was given. Null if PayEx reports neither.',
      extensions: personal('text'),
      resolve: (answer) => possibleAnswerOf(answer)?.answerText ?? answer.answerCode,
    }),
  }),
});

export const KycAnswerInput = builder.inputType('KycAnswerInput', {
  description: 'An answer to a KYC question.',
  fields: (t) => ({
    questionCode: t.string({ required: true, description: '`KycQuestion.code`.' }),
    answerCode: t.string({ required: true, description: '`KycPossibleAnswer.code`, or the text of a text answer.' }),
  }),
});
