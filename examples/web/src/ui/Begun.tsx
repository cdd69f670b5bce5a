import { Button } from './Button.tsx';
import { ButtonLink } from './ButtonLink.tsx';
import { Notice } from './Notice.tsx';

interface BegunProps {
  readonly title: string;
  readonly hint: string;
  readonly goOn: string;
  readonly to: string;
  readonly forget: string;
  readonly onForget: () => void;
}

/** Something was begun, and one can go on with it. */
export const Begun = ({ title, hint, goOn, to, forget, onForget }: BegunProps) => (
  <Notice
    kind="info"
    title={title}
    actions={
      <>
        <ButtonLink to={to} look="primary">
          {goOn}
        </ButtonLink>
        <Button look="quiet" onClick={onForget}>
          {forget}
        </Button>
      </>
    }
  >
    <p>{hint}</p>
  </Notice>
);
