import type { ComponentProps, MouseEvent } from 'react';

type ButtonProps = ComponentProps<'button'> & {
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** Waits for an answer: it stays in place, keeps the focus, and does nothing. */
  readonly busy?: boolean;
};

export function Button({
  look = 'secondary',
  busy = false,
  type = 'button',
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      className={['button', `button-${look}`, className].filter(Boolean).join(' ')}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={press}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}
