import type { ReactNode } from 'react';
import { OptionGroup, type Option } from './OptionGroup.tsx';

interface ChoicesProps<T extends string> {
  readonly legend: ReactNode;
  readonly hint?: ReactNode;
  readonly values: readonly T[];
  readonly onChange: (values: readonly T[]) => void;
  readonly options: readonly Option<T>[];
  readonly error?: string | undefined;
}

/** Any number of a few, in the order of the options. */
export const Choices = <T extends string>({ values, onChange, options, ...rest }: ChoicesProps<T>) => (
  <OptionGroup
    {...rest}
    type="checkbox"
    options={options}
    isChosen={(one) => values.includes(one)}
    onChange={(changed, isChosen) =>
      onChange(
        options.map(({ value }) => value).filter((value) => (value === changed ? isChosen : values.includes(value))),
      )
    }
  />
);
