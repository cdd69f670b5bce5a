import { useMutation } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { PlaceOrderInput } from '../../gql/graphql.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Page } from '../../ui/Page.tsx';
import { Confirm } from './Confirm.tsx';
import { CheckOrder, PlaceOrder } from './operations.ts';
import { mayBePlaced, refusalOf, type Refusal } from './outcome.ts';
import { TicketForm } from './TicketForm.tsx';
import { ticketTexts } from './ticket-texts.ts';
import { inputOf, type Draft, type TicketAccount } from './ticket.ts';
import { forgetUnderway, noteUnderway } from './underway.ts';

interface TicketProps {
  readonly accounts: readonly TicketAccount[];
  readonly start: Draft;
  /** The order may have been placed: its reference. */
  readonly onUnknown: (reference: string) => void;
}

/** From the form over the check of the bank to the order, which is sent once. */
export function Ticket({ accounts, start, onUnknown }: TicketProps) {
  const texts = useTexts(ticketTexts);
  const { language } = useLanguage();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState(start);
  const [refusal, setRefusal] = useState<Refusal>();
  const [failure, setFailure] = useState<unknown>();
  /** The order that the bank has found valid. */
  const [checked, setChecked] = useState<PlaceOrderInput & { readonly clientRef: string }>();
  const [check, { loading: checking }] = useMutation(CheckOrder);
  const [place, { loading: placing }] = useMutation(PlaceOrder);
  const isSent = useRef(false);

  const refuse = (reason: Refusal): void => {
    setRefusal(reason);
    setChecked(undefined);
  };

  async function goOn(): Promise<void> {
    setRefusal(undefined);
    setFailure(undefined);
    const input = inputOf(draft, language);
    try {
      const { data } = await check({ variables: { input: { ...input, validateOnly: true } } });
      const answer = data?.placeOrder;
      if (answer?.__typename === 'OrderIsValid')
        setChecked({ ...input, clientRef: answer.clientRef ?? crypto.randomUUID() });
      else if (answer && answer.__typename !== 'OutcomeUnknown' && answer.__typename !== 'Order')
        refuse(refusalOf(answer));
    } catch (error) {
      setFailure(error);
    }
  }

  async function send(input: PlaceOrderInput & { readonly clientRef: string }): Promise<void> {
    if (isSent.current) return;
    isSent.current = true;
    setFailure(undefined);
    noteUnderway(input.clientRef);
    try {
      const { data } = await place({ variables: { input } });
      const answer = data?.placeOrder;
      if (!answer || answer.__typename === 'OutcomeUnknown') return onUnknown(answer?.references[0] ?? input.clientRef);
      forgetUnderway();
      if (answer.__typename === 'Order')
        return navigate(`/orders/${encodeURIComponent(answer.id)}?placed`, { replace: true });
      isSent.current = false;
      if (answer.__typename !== 'OrderIsValid') refuse(refusalOf(answer));
    } catch (error) {
      if (mayBePlaced(error)) return onUnknown(input.clientRef);
      forgetUnderway();
      isSent.current = false;
      setFailure(error);
    }
  }

  return checked ? (
    <Page key="confirm" title={texts.confirmTitle} narrow>
      <Confirm
        draft={draft}
        value={String(checked.trade.buyAmount ?? checked.trade.sellUnits)}
        busy={placing}
        failure={failure}
        onConfirm={() => void send(checked)}
        onBack={() => setChecked(undefined)}
      />
    </Page>
  ) : (
    <Page key="form" title={texts.title} narrow>
      <TicketForm
        accounts={accounts}
        draft={draft}
        onDraft={(changed) => {
          setDraft((before) => ({ ...before, ...changed }));
          setRefusal(undefined);
        }}
        refusal={refusal}
        failure={failure}
        busy={checking}
        onSubmit={() => void goOn()}
      />
    </Page>
  );
}
