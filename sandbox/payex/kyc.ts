import { Refusal } from './problems.ts';
import type { Question } from './questions.ts';
import type { PayexVariants } from './variants.ts';
import type { Wire } from './wire.ts';

type Problems = Record<string, string>[];

/**
 * Validates answers against the questions: known codes, one answer to a single choice, texts that match their pattern,
 * and an answer to each required question (a follow-up question applies if the answer that triggers it was given).
 * @throws Refusal 400 `validation` that lists all violations.
 */
export function checkAnswers(questions: readonly Question[], answers: readonly Wire['KycAnswer'][]): void {
  const problems: Problems = [];
  const asked = askedQuestions(questions, answers);
  answers.forEach(({ questionCode, answerCode }, index) => {
    const question = asked.find(({ code }) => code === questionCode);
    if (!question) return void problems.push({ [`answers[${index}].questionCode`]: 'No such question is asked' });
    const fault = faultOf(question, answerCode);
    if (fault) problems.push({ [`answers[${index}].answerCode`]: fault });
    const first = answers.findIndex((answer) => answer.questionCode === questionCode);
    if (question.type !== 'multi' && first < index) {
      problems.push({ [`answers[${index}].questionCode`]: 'Is answered twice' });
    }
  });
  for (const { code, required } of asked) {
    const answered = answers.some(({ questionCode }) => questionCode === code);
    if (required && !answered) problems.push({ answers: `${code} is required` });
  }
  if (problems.length > 0) throw new Refusal(400, 'validation', problems);
}

function faultOf({ type, choices, pattern }: Question, answerCode: string): string | undefined {
  if (type === 'text') return pattern && !new RegExp(pattern).test(answerCode) ? 'Not a valid value' : undefined;
  return choices?.some(({ code }) => code === answerCode) ? undefined : 'Not a possible answer';
}

function askedQuestions(questions: readonly Question[], answers: readonly Wire['KycAnswer'][]): Question[] {
  return questions.flatMap((question) => {
    const chosen = question.choices?.filter(({ code }) =>
      answers.some(({ questionCode, answerCode }) => questionCode === question.code && answerCode === code),
    );
    const followUps = chosen?.flatMap(({ then }) => askedQuestions(then ?? [], answers)) ?? [];
    return [question, ...followUps];
  });
}

/** Questions in their wire format, in the language of the application. */
export function renderQuestions(
  questions: readonly Question[],
  language: Wire['LanguageCode'],
  place: PayexVariants['subQuestionsPlace'],
): Wire['KycQuestion'][] {
  return questions.map(({ code, text, type, required, pattern, choices }) => {
    const render = (then: readonly Question[] = []): Wire['KycQuestion'][] | undefined =>
      then.length > 0 ? renderQuestions(then, language, place) : undefined;
    const all = render(choices?.flatMap(({ then }) => then ?? []));
    return {
      questionCode: code,
      questionText: text[language],
      subQuestions: place === 'question' ? all : undefined,
      answer: {
        type,
        required,
        textValidationRegEx: pattern,
        subQuestions: place === 'answer' ? all : undefined,
        possibleAnswers: choices?.map((choice) => ({
          answerCode: choice.code,
          answerText: choice.text[language],
          subQuestions: place === 'possibleAnswer' ? render(choice.then) : undefined,
        })),
      },
    };
  });
}
