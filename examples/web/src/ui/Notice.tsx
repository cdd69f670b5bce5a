import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

const KINDS = {
  info: 'info',
  success: 'check',
  warning: 'warning',
  danger: 'warning',
  unknown: 'question',
} as const satisfies Record<string, IconName>;

interface NoticeProps {
  readonly kind: keyof typeof KINDS;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Read out at once: for what has just happened. */
  readonly live?: boolean;
}

/** Tells a person something that matters, by word and icon, not by colour alone. */
export function Notice({ kind, title, children, actions, live = false }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={live ? 'alert' : undefined}>
      <Icon name={KINDS[kind]} />
      <div className="notice-body">
        <p className="notice-title">{title}</p>
        {children}
        {actions !== undefined && <div className="notice-actions">{actions}</div>}
      </div>
    </div>
  );
}
