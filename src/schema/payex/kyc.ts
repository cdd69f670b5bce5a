import { followUps } from '../../datasources/payex/kyc-rules.ts';
import type {
  KycAnswer as KycAnswerShape,
  KycQuestion as KycQuestionShape,
  Wire,
} from '../../datasources/payex/types.ts';
import { personal } from '../../auth/personal.ts';
import { builder } from '../kit/builder.ts';
import { openEnum } from '../kit/open-enum.ts';

const KycAnswerType = openEnum('KycAnswerType', {
  description: 'How a KYC question is answered.',
  values: {
    single: 'One of `possibleAnswers`.',
    multi: 'One or more of `possibleAnswers`: repeat the question code, once for each.',
    text: 'Free text: put it where the answer code goes. See `pattern`.',
    Boolean: '`true` or `false`, unless there are `possibleAnswers`.',
  },
});

export const KycQuestion = builder.objectRef<KycQuestionShape>('KycQuestion');

const KycPossibleAnswer = builder.objectRef<Wire['KycPossibleAnswer']>('KycPossibleAnswer').implement({
  description: 'One choice.',
  fields: (t) => ({
    code: t.exposeString('answerCode', {
      description: 'What to send. Copy it as it stands, spelling faults included.',
    }),
    text: t.exposeString('answerText', { description: 'What to show, in the language of the application.' }),
    subQuestions: t.field({
      type: [KycQuestion],
      nullable: false,
      description: 'Asked when this answer is chosen.',
      resolve: ({ subQuestions }) => subQuestions ?? [],
    }),
  }),
});

KycQuestion.implement({
  description: 'A question that the law makes PayEx ask (know your customer).',
  fields: (t) => ({
    code: t.exposeString('questionCode', { description: 'Key of the question: goes with its answer.' }),
    text: t.exposeString('questionText', { description: 'What to show, in the language of the application.' }),
    answerType: t.field({
      type: KycAnswerType,
      description: 'How it is answered.',
      resolve: ({ answer }) => KycAnswerType.read(answer?.type),
    }),
    answerTypeRaw: t.string({
      description: "The provider's own word, for when `answerType` is `UNKNOWN`.",
      resolve: ({ answer }) => answer?.type,
    }),
    isRequired: t.boolean({
      nullable: false,
      description: 'Whether it must be answered, once it is asked.',
      resolve: ({ answer }) => answer?.required ?? false,
    }),
    pattern: t.string({
      description: 'Regular expression that a text answer must match.',
      resolve: ({ answer }) => answer?.textValidationRegEx,
    }),
    possibleAnswers: t.field({
      type: [KycPossibleAnswer],
      nullable: false,
      description: 'The choices; empty for free text.',
      resolve: ({ answer }) => answer?.possibleAnswers ?? [],
    }),
    subQuestions: t.field({
      type: [KycQuestion],
      nullable: false,
      description: 'Follow-ups that hang on the question itself; see also those of each possible answer.',
      resolve: (question) => [...followUps(question)],
    }),
  }),
});

export const KycAnswer = builder.objectRef<KycAnswerShape>('KycAnswer').implement({
  description: 'One answer that was given. Personal data.',
  fields: (t) => ({
    questionCode: t.exposeString('questionCode', { description: 'Which question.' }),
    answerCode: t.exposeString('answerCode', {
      description: 'The chosen answer, or the text.',
      extensions: personal('text'),
    }),
  }),
});

export const KycAnswerInput = builder.inputType('KycAnswerInput', {
  description: 'One answer.',
  fields: (t) => ({
    questionCode: t.string({ required: true, description: '`KycQuestion.code`.' }),
    answerCode: t.string({ required: true, description: '`KycPossibleAnswer.code`, or the text of a text answer.' }),
  }),
});
