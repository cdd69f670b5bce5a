import { useId, type ReactNode } from 'react';

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly hint?: ReactNode }[];
  /** Beside each other, for two or three short words. */
  readonly inline?: boolean;
  readonly error?: string | undefined;
}

/** One of a few: radio buttons, each as large as a finger. */
export function Choice<T extends string>({ legend, value, onChange, options, inline = false, error }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="choice" aria-describedby={error === undefined ? undefined : `${name}-error`}>
      <legend>{legend}</legend>
      <div className={inline ? 'options options-inline' : 'options'}>
        {options.map((option) => (
          <label key={option.value} className="option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <span className="option-text">
              <span>{option.label}</span>
              {option.hint !== undefined && <span className="hint">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {error !== undefined && (
        <p id={`${name}-error`} className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
