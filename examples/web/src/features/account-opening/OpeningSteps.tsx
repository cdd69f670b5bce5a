import { useTexts } from '../../i18n/language.tsx';
import { Steps, type Step } from '../../ui/Steps.tsx';
import { openingTexts } from './texts.ts';

const WAY = ['choice', 'identify', 'open'] as const;

interface OpeningStepsProps {
  readonly stage: (typeof WAY)[number] | 'done';
  readonly isStopped?: boolean;
}

export function OpeningSteps({ stage, isStopped = false }: OpeningStepsProps) {
  const { steps: words } = useTexts(openingTexts);
  const at = stage === 'done' ? WAY.length : WAY.indexOf(stage);
  const steps = WAY.map((one, index): Step => ({
    label: words[one],
    state: index < at ? 'done' : index > at ? 'waiting' : isStopped ? 'stopped' : 'current',
  }));
  return <Steps bar label={words.label} steps={steps} />;
}
