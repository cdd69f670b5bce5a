import { useLazyQuery } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useTexts } from '../../i18n/language.tsx';
import { client } from '../../session.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { OrderByReference } from './operations.ts';
import { ticketTexts } from './ticket-texts.ts';
import { forgetUnderway } from './underway.ts';

/** Milliseconds between two looks, and how many are made unasked. */
const PAUSE_MS = 3_000;
const LOOKS = 10;

interface UnknownProps {
  /** What was sent with the order. */
  readonly reference: string;
  readonly leave: () => void;
}

/** The answer to an order was lost. It is looked for, and never sent again. */
export function Unknown({ reference, leave }: UnknownProps) {
  const texts = useTexts(ticketTexts);
  const [, navigate] = useLocation();
  const [looks, setLooks] = useState(0);
  const [find, { loading }] = useLazyQuery(OrderByReference, { fetchPolicy: 'network-only' });

  const look = useCallback(async (): Promise<void> => {
    const { data } = await find({ variables: { client, clientRef: reference } }).catch(() => ({ data: undefined }));
    const order = data?.client?.orders.edges[0]?.node;
    if (!order) return setLooks((before) => before + 1);
    forgetUnderway();
    navigate(`/orders/${encodeURIComponent(order.id)}?placed`, { replace: true });
  }, [find, navigate, reference]);

  useEffect(() => {
    if (looks >= LOOKS) return undefined;
    const timer = setTimeout(() => void look(), looks === 0 ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [look, looks]);

  const isLooking = looks < LOOKS || loading;
  return (
    <Page title={texts.unknownTitle} narrow>
      <Notice
        kind="unknown"
        live
        title={texts.unknownNotice}
        actions={
          <>
            <Button busy={isLooking} onClick={() => void look()}>
              {isLooking ? texts.looking : texts.look}
            </Button>
            {!isLooking && (
              <Button look="quiet" onClick={leave}>
                {texts.newOrder}
              </Button>
            )}
          </>
        }
      >
        <p>{isLooking ? texts.unknownLead : texts.unknownStill}</p>
        <p className="small muted">{texts.reference(reference)}</p>
      </Notice>
    </Page>
  );
}
