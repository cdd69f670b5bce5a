import { dictionary, useTexts } from '../i18n/language.tsx';
import { Icon } from './Icon.tsx';

const texts = dictionary(
  { done: 'done', current: 'now', waiting: 'not yet' },
  { done: 'klart', current: 'nu', waiting: 'inte än' },
);

export interface Step {
  readonly label: string;
  readonly detail?: string | undefined;
  readonly state: 'done' | 'current' | 'waiting' | 'stopped';
}

interface StepsProps {
  readonly label: string;
  readonly steps: readonly Step[];
  /** In one line above the page, for a way that a person goes by pages. */
  readonly bar?: boolean;
}

/** A way in steps: number, check mark and word say where one is, and colour besides. */
export function Steps({ label, steps, bar = false }: StepsProps) {
  const words = useTexts(texts);
  return (
    <ol className={bar ? 'steps steps-bar' : 'steps'} aria-label={label}>
      {steps.map(({ label: name, detail, state }, index) => (
        <li key={name} className={`step step-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
          <span className="step-mark" aria-hidden="true">
            {state === 'done' ? (
              <Icon name="check" size={14} />
            ) : state === 'stopped' ? (
              <Icon name="close" size={14} />
            ) : (
              index + 1
            )}
          </span>
          <span className="step-text">
            <span className="step-name">{name}</span>
            {state !== 'stopped' && <span className="visually-hidden"> ({words[state]})</span>}
            {detail !== undefined && <span className="step-detail">{detail}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
