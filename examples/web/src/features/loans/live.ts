import { useSubscription } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { LoanProgress } from './operations.ts';
import { waiting, type Loan } from './offers.ts';

/**
 * The gateway stops asking once an offer can be chosen: while lenders are still to answer, the page looks anew at this pace, in
 * milliseconds.
 */
const LOOK_MS = 10_000;

interface Live {
  /** What was heard last, also while it is asked for anew. */
  readonly loan: Loan | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/** A loan journey as it moves. A person who comes back to the page sees at once what has happened elsewhere. */
export function useLoan(journey: string): Live {
  const [loan, setLoan] = useState<Loan>();
  const { error, restart } = useSubscription(LoanProgress, {
    variables: { journey },
    fetchPolicy: 'no-cache',
    onData({ data: { data } }) {
      const process = data?.processChanged;
      if (process?.__typename === 'LoanJourney') setLoan(process);
    },
  });
  const isFinal = loan !== undefined && loan.state !== 'ACTION_REQUIRED' && loan.state !== 'IN_PROGRESS';
  const isLooking = loan?.status === 'OFFERED' && waiting(loan) > 0;
  useEffect(() => {
    if (isFinal) return;
    const look = (): void => {
      if (document.visibilityState === 'visible') restart();
    };
    document.addEventListener('visibilitychange', look);
    const timer = isLooking ? setInterval(look, LOOK_MS) : undefined;
    return () => {
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [restart, isFinal, isLooking]);
  return { loan: loan?.id === journey ? loan : undefined, error, again: restart };
}
