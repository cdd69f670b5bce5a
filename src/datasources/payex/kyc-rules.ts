import { Checks } from '../kit/checks.ts';
import type { KycAnswer, KycQuestion } from './types.ts';

/** Longest answer that is sent, in characters. */
const MAX_ANSWER = 2_000;
const MAX_ANSWERS = 500;

/** Follow-ups that come with a question itself: they may hang on it, or on the description of its answer. */
export const followUps = ({ subQuestions, answer }: KycQuestion): readonly KycQuestion[] => [
  ...(subQuestions ?? []),
  ...(answer?.subQuestions ?? []),
];

/** The question of a code, follow-ups included; undefined for one that PayEx does not list. */
export function questionOf(questions: readonly KycQuestion[], code: string): KycQuestion | undefined {
  const open = [...questions];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.questionCode === code) return next;
    open.push(...followUps(next), ...(next.answer?.possibleAnswers ?? []).flatMap((one) => one.subQuestions ?? []));
  }
  return undefined;
}

/**
 * Checks answers against the questions before anything is sent: one answer to a single choice, a code of a possible
 * answer, a text that matches its expression, each required question answered. A follow-up of a possible answer is asked
 * when that answer was chosen; one that hangs on the question itself may be answered, and whether it must be only PayEx
 * knows. So it is with a question that is not listed: the published example answers one (contract notes, quirk 12).
 * Without questions nothing is checked: PayEx says then that it asks none. @throws InvalidInput with every fault.
 */
export function checkAnswers(questions: readonly KycQuestion[], answers: readonly KycAnswer[]): void {
  const checks = new Checks();
  checks.expect(answers.length <= MAX_ANSWERS, 'input.answers', `expected at most ${MAX_ANSWERS} answers`);
  checks.done();
  if (questions.length === 0) return;
  const asked = new Map<string, { question: KycQuestion; required: boolean }>();
  /** Follow-ups of answers that were not chosen. */
  const notAsked = new Set<string>();
  collect(questions, true);
  for (const code of asked.keys()) notAsked.delete(code);

  function collect(some: readonly KycQuestion[], knownToBeAsked: boolean): void {
    for (const question of some) {
      if (!question.questionCode || asked.has(question.questionCode)) continue;
      asked.set(question.questionCode, { question, required: knownToBeAsked && question.answer?.required === true });
      collect(followUps(question), false);
      for (const { answerCode, subQuestions } of question.answer?.possibleAnswers ?? []) {
        const chosen = answers.some(
          (one) => one.questionCode === question.questionCode && one.answerCode === answerCode,
        );
        if (chosen) collect(subQuestions ?? [], true);
        else for (const { questionCode: code } of subQuestions ?? []) if (code) notAsked.add(code);
      }
    }
  }

  const answered = new Set<string>();
  answers.forEach(({ questionCode, answerCode }, index) => {
    const at = `input.answers[${index}]`;
    const question = asked.get(questionCode)?.question;
    checks.expect(!notAsked.has(questionCode), `${at}.questionCode`, 'expected the code of a question that is asked');
    if (!question) return;
    const twice = answered.has(questionCode) && question.answer?.type?.toLowerCase() !== 'multi';
    checks.expect(!twice, `${at}.questionCode`, 'expected one answer only');
    const repeated = answers.findIndex((one) => one.questionCode === questionCode && one.answerCode === answerCode);
    checks.expect(twice || repeated === index, `${at}.answerCode`, 'expected each choice once');
    const fault = faultOf(question, answerCode);
    checks.expect(fault === undefined, `${at}.answerCode`, fault ?? '');
    answered.add(questionCode);
  });
  for (const [code, { required }] of asked) {
    checks.expect(!required || answered.has(code), 'input.answers', `expected an answer to the question ${code}`);
  }
  checks.done();
}

function faultOf({ answer }: KycQuestion, given: string): string | undefined {
  if (given === '' || given.length > MAX_ANSWER) return `expected 1 to ${MAX_ANSWER} characters`;
  const choices = answer?.possibleAnswers ?? [];
  if (choices.length > 0) {
    return choices.some(({ answerCode }) => answerCode === given)
      ? undefined
      : 'expected the code of a possible answer';
  }
  if (answer?.type?.toLowerCase() === 'boolean')
    return /^(true|false)$/.test(given) ? undefined : 'expected true or false';
  const pattern = answer?.textValidationRegEx;
  return pattern && expression(pattern)?.test(given) === false ? `expected a text that matches ${pattern}` : undefined;
}

/** The expressions are written for .NET: one that does not compile here is left to PayEx. */
function expression(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // the next, more lenient way
    }
  }
  return undefined;
}
