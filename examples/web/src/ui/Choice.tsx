import type { ReactNode } from 'react';
import { OptionGroup, type Option } from './OptionGroup.tsx';

interface ChoiceProps<T extends string> {
  readonly legend: ReactNode;
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  readonly options: readonly Option<T>[];
  /** Beside each other, for two or three short words. */
  readonly inline?: boolean;
  readonly error?: string | undefined;
}

/** One of a few. */
export const Choice = <T extends string>({ value, ...rest }: ChoiceProps<T>) => (
  <OptionGroup {...rest} type="radio" isChosen={(one) => one === value} />
);
