import type { ChangeVersion } from '../../cluster/threads.ts';
import type { Admitted } from './change-tracker.ts';
import { contentOf, momentOf, type TrackedObject } from './tracked.ts';

/** What tells the changes of one object apart. */
export const versionOfChange = ({ object, action, current, previous }: Admitted): ChangeVersion => {
  const value: TrackedObject = current ?? previous ?? {};
  return {
    object: `${object}:${value.id ?? ''}`,
    moment: momentOf(value),
    content: () => `${action === 'delete' ? 'deleted ' : ''}${contentOf(value)}`,
  };
};
