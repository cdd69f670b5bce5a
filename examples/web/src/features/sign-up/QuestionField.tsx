import { useTexts } from '../../i18n/language.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Field } from '../../ui/Field.tsx';
import { followUpsOf, type AnswerProblem, type Answers, type Question } from './answers.ts';
import { progressTexts } from './progress-texts.ts';

interface QuestionFieldProps {
  readonly question: Question;
  /** Of the texts of the question. */
  readonly lang: string | undefined;
  readonly answers: Answers;
  readonly problems: Readonly<Record<string, AnswerProblem>>;
  readonly onAnswer: (code: string, answer: readonly string[]) => void;
}

/** A question, and below it what is asked because of its answer. */
export function QuestionField(props: QuestionFieldProps) {
  const followUps = followUpsOf(props.question, props.answers);
  return (
    <>
      <Control {...props} />
      {followUps.length > 0 && (
        <div className="follow-ups">
          {followUps.map((question) => (
            <QuestionField key={question.code} {...props} question={question} />
          ))}
        </div>
      )}
    </>
  );
}

function Control({ question, lang, answers, problems, onAnswer }: QuestionFieldProps) {
  const texts = useTexts(progressTexts);
  const { code, text, answerType, isRequired } = question;
  if (code === null) return null;
  const given = answers[code] ?? [];
  const problem = problems[code];
  const error = problem === 'MISSING' ? texts.missing : problem === 'PATTERN' ? texts.pattern : undefined;
  const name = (
    <>
      <span lang={lang}>{text ?? code}</span>
      {!isRequired && <span className="muted"> ({texts.optional})</span>}
    </>
  );
  const offered = (question.possibleAnswers ?? []).flatMap(({ code: value, text: label }) =>
    value === null ? [] : [{ value, label: <span lang={lang}>{label ?? value}</span> }],
  );
  const options =
    offered.length === 0 && answerType === 'BOOLEAN'
      ? [
          { value: 'true', label: texts.yes },
          { value: 'false', label: texts.no },
        ]
      : offered;
  if (options.length === 0)
    return (
      <Field label={name} error={error}>
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            autoComplete="off"
            value={given[0] ?? ''}
            onChange={({ target }) => onAnswer(code, [target.value])}
          />
        )}
      </Field>
    );
  if (answerType === 'MULTI')
    return (
      <Choices
        legend={name}
        hint={texts.several}
        values={given}
        onChange={(values) => onAnswer(code, values)}
        options={options}
        error={error}
      />
    );
  return (
    <Choice
      legend={name}
      value={given[0]}
      onChange={(value) => onAnswer(code, [value])}
      options={options}
      error={error}
    />
  );
}
