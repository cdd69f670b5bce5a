import { useRef, useState } from 'react';
import type { ActProblemFragment } from '../gql/graphql.ts';

type Answer = ActProblemFragment | { readonly __typename: string; readonly code?: never };

interface Acting {
  /** Does it, once at a time. */
  readonly act: (step: () => Promise<Answer | null | undefined>) => Promise<void>;
  /** Until the act has failed: after a success the page goes on to what is next. */
  readonly busy: boolean;
  readonly problem: ActProblemFragment | undefined;
  readonly failure: unknown;
}

const isProblem = (answer: Answer): answer is ActProblemFragment => 'code' in answer;

/** An act at a provider, and what came of it. What is next is told by the subscription of the page, in every tab alike. */
export function useAct(): Acting {
  const [busy, show] = useState(false);
  const isRunning = useRef(false); // known at once, and not with the next rendering
  const setBusy = (running: boolean): void => show((isRunning.current = running));
  const [problem, setProblem] = useState<ActProblemFragment>();
  const [failure, setFailure] = useState<unknown>();
  return {
    busy,
    problem,
    failure,
    async act(step) {
      if (isRunning.current) return;
      setBusy(true);
      setProblem(undefined);
      setFailure(undefined);
      try {
        const answer = await step();
        if (answer && isProblem(answer)) setProblem(answer);
        if (!answer || isProblem(answer)) setBusy(false);
      } catch (error) {
        setFailure(error);
        setBusy(false);
      }
    },
  };
}
