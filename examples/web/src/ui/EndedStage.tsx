import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import { Stage } from './Stage.tsx';

const ICONS = { success: 'check', warning: 'info', danger: 'warning' } as const satisfies Record<string, IconName>;

interface EndedStageProps {
  readonly name: string;
  readonly look: keyof typeof ICONS;
  readonly title: string;
  readonly lead: ReactNode;
  readonly children?: ReactNode;
}

/** The last stage of a process: how it ended, by word and sign. */
export const EndedStage = ({ name, look, title, lead, children }: EndedStageProps) => (
  <Stage
    name={name}
    lead={lead}
    title={
      <span className="outcome-title">
        <span className={`outcome-sign outcome-${look}`}>
          <Icon name={ICONS[look]} size={22} />
        </span>
        {title}
      </span>
    }
  >
    {children}
  </Stage>
);
