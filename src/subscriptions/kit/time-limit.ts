import { Problem } from '../../problem.ts';

/** An object was followed for as long as one stream may last, and is not final: whoever still cares subscribes again. */
export class StreamTimeLimit extends Problem {
  readonly code = 'STREAM_TIME_LIMIT';

  constructor(maxMs: number) {
    super(
      `This stream has reached its time limit of ${Math.round(maxMs / 60_000)} minutes, and what it follows is not final: subscribe again to go on.`,
    );
  }
}

/** Whether a stream has reached its time limit, here or at the instance that polled for this one. */
export const isTimeLimit = (error: unknown): boolean => error instanceof Problem && error.code === 'STREAM_TIME_LIMIT';
