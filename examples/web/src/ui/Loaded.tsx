import type { ReactNode } from 'react';
import { Failed } from './Failed.tsx';
import { Loading } from './Loading.tsx';

interface LoadedProps<T> {
  /** As `useQuery` gives it. */
  readonly result: { readonly data?: unknown; readonly error?: unknown; readonly refetch: () => unknown };
  /** What the page shows of the answer; null where it is not there. */
  readonly of: T | null | undefined;
  /** While it is read for the first time. */
  readonly loading?: ReactNode;
  /** Where there is no such thing. */
  readonly absent?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** An answer, or what is shown in its place. What was read before stays on the page while it is read again. */
export function Loaded<T>({ result, of, loading = <Loading />, absent = null, children }: LoadedProps<T>) {
  if (of !== null && of !== undefined) return children(of);
  if (result.error !== undefined) return <Failed error={result.error} retry={() => void result.refetch()} />;
  return result.data === undefined ? loading : absent;
}
