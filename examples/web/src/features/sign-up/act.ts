import { useState } from 'react';
import type { CreditProblemFragment } from '../../gql/graphql.ts';

type Answer =
  CreditProblemFragment | { readonly __typename: 'Application' | 'LimitUpgradeApplication' | 'BankIdSigning' };

interface Acting {
  /** Does it, once at a time. */
  readonly act: (step: () => Promise<Answer | undefined>) => Promise<void>;
  /** Until the step has failed: after a success the next stage takes this one's place. */
  readonly busy: boolean;
  readonly problem: CreditProblemFragment | undefined;
  readonly failure: unknown;
}

/** A step of the application and what came of it. What is next is told by the subscription, for every tab alike. */
export function useAct(): Acting {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<CreditProblemFragment>();
  const [failure, setFailure] = useState<unknown>();
  return {
    busy,
    problem,
    failure,
    async act(step) {
      if (busy) return;
      setBusy(true);
      setProblem(undefined);
      setFailure(undefined);
      try {
        const answer = await step();
        if (answer && 'code' in answer) setProblem(answer);
        if (!answer || 'code' in answer) setBusy(false);
      } catch (error) {
        setFailure(error);
        setBusy(false);
      }
    },
  };
}
