import type { ActProblemFragment } from '../gql/graphql.ts';
import { errorTexts } from '../gateway/error-texts.ts';
import { useTexts } from '../i18n/language.tsx';
import { Notice } from '../ui/Notice.tsx';
import { refusalTexts, wordsFor } from './refusal-texts.ts';

const REASONS = { InvalidInput: 'INVALID', NotFound: 'GONE', OutcomeUnknown: 'UNKNOWN_OUTCOME' } as const;

/** What the API said no to, told to a person. */
export function Refusal({ problem, title }: { readonly problem: ActProblemFragment; readonly title?: string }) {
  const texts = useTexts(refusalTexts);
  const errors = useTexts(errorTexts);
  const reason = problem.__typename === 'Refused' ? problem.reason : REASONS[problem.__typename];
  const isUnknown = problem.__typename === 'OutcomeUnknown';
  return (
    <Notice
      kind={isUnknown ? 'unknown' : 'warning'}
      live
      title={isUnknown ? texts.UNKNOWN_TITLE : (title ?? errors.title)}
    >
      <p>{wordsFor(texts, reason)}</p>
      {problem.correlationId != null && <p className="small muted">{errors.reference(problem.correlationId)}</p>}
    </Notice>
  );
}
