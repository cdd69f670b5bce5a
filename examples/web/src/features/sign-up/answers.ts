import type { KycAnswerInput, KycAnswerType } from '../../gql/graphql.ts';

/** A question as the API has it, down to its deepest follow-ups. */
export interface Question {
  readonly code: string | null;
  readonly text: string | null;
  readonly answerType: KycAnswerType;
  readonly isRequired: boolean;
  readonly pattern: string | null;
  readonly subQuestions?: readonly Question[];
  readonly possibleAnswers?: readonly PossibleAnswer[];
}

export interface PossibleAnswer {
  readonly code: string | null;
  readonly text: string | null;
  readonly subQuestions?: readonly Question[];
}

/** Answer codes, or the text, by the code of the question. */
export type Answers = Readonly<Record<string, readonly string[]>>;

export type AnswerProblem = 'MISSING' | 'PATTERN';

/** What is asked right below a question: its own follow-ups, and those of what was answered. */
export function followUpsOf(question: Question, answers: Answers): readonly Question[] {
  const given = answers[question.code ?? ''] ?? [];
  const ofAnswers = (question.possibleAnswers ?? [])
    .filter(({ code }) => code !== null && given.includes(code))
    .flatMap(({ subQuestions }) => subQuestions ?? []);
  return [...(question.subQuestions ?? []), ...ofAnswers];
}

/** Every question that is asked at present, in the order of the page. What hangs on another answer is not among them. */
export const askedOf = (questions: readonly Question[], answers: Answers): readonly Question[] =>
  questions.flatMap((question) => [question, ...askedOf(followUpsOf(question, answers), answers)]);

/** What is wrong, by the code of the question. */
export function problemsOf(questions: readonly Question[], answers: Answers): Readonly<Record<string, AnswerProblem>> {
  const problems = askedOf(questions, answers).flatMap((question): [string, AnswerProblem][] => {
    const given = (answers[question.code ?? ''] ?? []).filter((answer) => answer.trim() !== '');
    if (question.code === null) return [];
    if (given.length === 0) return question.isRequired ? [[question.code, 'MISSING']] : [];
    const isText = (question.possibleAnswers ?? []).length === 0;
    return isText && !given.every((answer) => matches(answer, question.pattern)) ? [[question.code, 'PATTERN']] : [];
  });
  return Object.fromEntries(problems);
}

/** A pattern that this browser does not read is left to the bank. */
function matches(answer: string, pattern: string | null): boolean {
  try {
    return pattern === null || new RegExp(pattern, 'u').test(answer.trim());
  } catch {
    return true;
  }
}

/** The answers to what is asked, one entry per answer, as the API takes them. */
export const inputOf = (questions: readonly Question[], answers: Answers): KycAnswerInput[] =>
  askedOf(questions, answers).flatMap(({ code }) =>
    code === null
      ? []
      : (answers[code] ?? [])
          .filter((answer) => answer.trim() !== '')
          .map((answer) => ({ questionCode: code, answerCode: answer.trim() })),
  );
