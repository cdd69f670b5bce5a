import { useConnection } from '../gateway/connection.ts';
import { dictionary, useTexts } from '../i18n/language.tsx';
import { Icon } from '../ui/Icon.tsx';

const texts = dictionary(
  {
    LIVE: '',
    RECONNECTING: 'The connection is interrupted. What you see may be old; we are trying again.',
    DELAYED: 'Orders and balances are delayed at the moment.',
  },
  {
    LIVE: '',
    RECONNECTING: 'Anslutningen är bruten. Det du ser kan vara gammalt; vi försöker igen.',
    DELAYED: 'Order och saldon är fördröjda just nu.',
  },
);

/** Says where what is on the page is not up to date. Losses that pass within a moment are not worth a word. */
export function ConnectionBar() {
  const connection = useConnection();
  const words = useTexts(texts);
  return (
    <div role="status">
      {connection !== 'LIVE' && (
        <p className="connection" key={connection}>
          <Icon name="warning" size={16} />
          {words[connection]}
        </p>
      )}
    </div>
  );
}
