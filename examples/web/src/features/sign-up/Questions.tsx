import { useMutation } from '@apollo/client/react';
import { useRef, useState, type SubmitEvent } from 'react';
import type { ApplicationLanguage } from '../../gql/graphql.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { focusFirstError } from '../../ui/first-error.ts';
import { Stage } from '../../ui/Stage.tsx';
import { inputOf, problemsOf, type Answers, type Question } from './answers.ts';
import { AnswerQuestions } from './operations.ts';
import { progressTexts } from './progress-texts.ts';
import { QuestionField } from './QuestionField.tsx';
import { Refusal } from '../../acts/Refusal.tsx';
import { useAct } from '../../acts/act.ts';

/** The questions are in the language in which the person applied, whatever language the page has now. */
const TAGS: Readonly<Partial<Record<ApplicationLanguage, string>>> = { SV: 'sv', EN: 'en', NO: 'nb', DA: 'da' };

interface QuestionsProps {
  readonly application: string;
  readonly language: ApplicationLanguage;
  readonly questions: readonly Question[];
}

export function Questions({ application, language, questions }: QuestionsProps) {
  const texts = useTexts(progressTexts);
  const form = useRef<HTMLFormElement>(null);
  const [answers, setAnswers] = useState<Answers>({});
  const [isTried, setTried] = useState(false);
  const [send] = useMutation(AnswerQuestions, { fetchPolicy: 'no-cache' });
  const { act, busy, problem, failure } = useAct();
  const problems = problemsOf(questions, answers);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0) return focusFirstError(form.current);
    void act(async () => {
      const { data } = await send({ variables: { application, answers: inputOf(questions, answers) } });
      return data?.answerKyc;
    });
  };
  return (
    <Stage name="questions" title={texts.questionsTitle} lead={texts.questionsLead}>
      <form ref={form} className="form" noValidate autoComplete="off" onSubmit={submit}>
        {problem && <Refusal problem={problem} title={texts.notSent} />}
        {failure !== undefined && <Failed error={failure} />}
        {questions.map((question) => (
          <QuestionField
            key={question.code}
            question={question}
            lang={TAGS[language]}
            answers={answers}
            problems={isTried ? problems : {}}
            onAnswer={(code, answer) => setAnswers((before) => ({ ...before, [code]: answer }))}
          />
        ))}
        <div className="form-actions">
          <Button type="submit" look="primary" busy={busy}>
            {texts.send}
          </Button>
        </div>
      </form>
    </Stage>
  );
}
