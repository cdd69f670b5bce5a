import { dictionary, useTexts } from '../../i18n/language.tsx';
import { Steps, type Step } from '../../ui/Steps.tsx';

const texts = dictionary(
  {
    label: 'Your way to the account',
    details: 'Details',
    questions: 'Questions',
    check: 'Credit check',
    sign: 'Signature',
  },
  {
    label: 'Din väg till kontot',
    details: 'Uppgifter',
    questions: 'Frågor',
    check: 'Kreditprövning',
    sign: 'Underskrift',
  },
);

const WAY = ['details', 'questions', 'check', 'sign'] as const;
export type SignUpStage = (typeof WAY)[number];

interface SignUpStepsProps {
  readonly stage: SignUpStage | 'done';
  /** It goes no further than this stage. */
  readonly isStopped?: boolean;
}

/** Where a person is on the way to an account. */
export function SignUpSteps({ stage, isStopped = false }: SignUpStepsProps) {
  const words = useTexts(texts);
  const at = stage === 'done' ? WAY.length : WAY.indexOf(stage);
  const steps = WAY.map((one, index): Step => ({
    label: words[one],
    state: index < at ? 'done' : index > at ? 'waiting' : isStopped ? 'stopped' : 'current',
  }));
  return <Steps bar label={words.label} steps={steps} />;
}
