import { useId, type ReactNode } from 'react';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
}

interface OptionGroupProps<T extends string> {
  readonly type: 'radio' | 'checkbox';
  readonly legend: ReactNode;
  readonly hint?: ReactNode;
  readonly options: readonly Option<T>[];
  readonly isChosen: (value: T) => boolean;
  readonly onChange: (value: T, isChosen: boolean) => void;
  /** Beside each other, for two or three short words. */
  readonly inline?: boolean | undefined;
  readonly error?: string | undefined;
}

/** Options under one question, each as large as a finger; hint and error are tied to the group. */
export function OptionGroup<T extends string>(props: OptionGroupProps<T>) {
  const { type, legend, hint, options, isChosen, onChange, inline = false, error } = props;
  const name = useId();
  const described = [hint !== undefined && `${name}-hint`, error !== undefined && `${name}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <fieldset
      className="choice"
      aria-describedby={described || undefined}
      data-invalid={error === undefined ? undefined : true}
    >
      <legend>{legend}</legend>
      {hint !== undefined && (
        <p id={`${name}-hint`} className="hint">
          {hint}
        </p>
      )}
      <div className={inline ? 'options options-inline' : 'options'}>
        {options.map((option) => (
          <label key={option.value} className="option">
            <input
              type={type}
              name={name}
              value={option.value}
              checked={isChosen(option.value)}
              onChange={({ target }) => onChange(option.value, target.checked)}
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
