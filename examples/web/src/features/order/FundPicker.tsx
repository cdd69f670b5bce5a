import { useQuery } from '@apollo/client/react';
import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { FundRulesFragment } from '../../gql/graphql.ts';
import { useFormat, useTexts } from '../../i18n/language.tsx';
import { client } from '../../session.ts';
import { Button } from '../../ui/Button.tsx';
import { Failed } from '../../ui/Failed.tsx';
import { FundSearch } from './operations.ts';
import { ticketTexts } from './ticket-texts.ts';

interface FundPickerProps {
  readonly value: FundRulesFragment | undefined;
  readonly onChange: (fund: FundRulesFragment | undefined) => void;
  readonly error: string | undefined;
}

/** Milliseconds without a keystroke after which is searched. */
const PAUSE_MS = 200;
/** Longest search that the API takes. */
const MAX_LENGTH = 100;

/** A fund by name or ISIN: a combobox (WAI-ARIA 1.2) over the funds that can be bought. */
export function FundPicker({ value, onChange, error }: FundPickerProps) {
  const texts = useTexts(ticketTexts);
  const input = useRef<HTMLInputElement>(null);
  const change = useRef<HTMLButtonElement>(null);
  const id = useId();
  const [wasChosen, setWasChosen] = useState(false);
  useEffect(() => {
    if (wasChosen) (value ? change.current : input.current)?.focus();
  }, [value, wasChosen]);
  if (!value)
    return (
      <div className="field">
        <label htmlFor={id}>{texts.fund}</label>
        <Search
          id={id}
          input={input}
          error={error}
          onChoose={(fund) => {
            setWasChosen(true);
            onChange(fund);
          }}
        />
        {error !== undefined && (
          <p id={`${id}-error`} className="field-error">
            {error}
          </p>
        )}
      </div>
    );
  return (
    <div className="field" role="group" aria-labelledby={`${id}-label`}>
      <p id={`${id}-label`} className="label">
        {texts.fund}
      </p>
      <div className="chosen">
        <FundLine fund={value} />
        <Button
          ref={change}
          look="quiet"
          onClick={() => {
            setWasChosen(true);
            onChange(undefined);
          }}
        >
          {texts.changeFund}
        </Button>
      </div>
      {error !== undefined && <p className="field-error">{error}</p>}
    </div>
  );
}

function FundLine({ fund }: { readonly fund: FundRulesFragment }) {
  const texts = useTexts(ticketTexts);
  const format = useFormat();
  const { name, isin, cost, closePrice } = fund;
  const facts = [
    isin,
    closePrice && format.money(closePrice),
    cost?.ongoing != null && texts.fundFacts(format.percent(cost.ongoing)),
  ];
  return (
    <span className="fund-line">
      <span className="fund-name">{name ?? isin}</span>
      <span className="muted small">{facts.filter(Boolean).join(' · ')}</span>
    </span>
  );
}

interface SearchProps {
  readonly id: string;
  readonly input: React.RefObject<HTMLInputElement | null>;
  readonly error: string | undefined;
  readonly onChoose: (fund: FundRulesFragment) => void;
}

function Search({ id, input, error, onChoose }: SearchProps) {
  const texts = useTexts(ticketTexts);
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const search = useDeferredValue(usePaused(typed.trim()));
  const result = useQuery(FundSearch, { variables: { client, search: search || null }, skip: !isOpen });
  const read = result.data ?? result.previousData;
  const funds = read?.client?.instruments.edges.map(({ node }) => node) ?? [];
  const list = `${id}-list`;

  const press = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setOpen(true);
      setActive((at) =>
        funds.length === 0 ? -1 : (at + by + funds.length + (at < 0 && by < 0 ? 1 : 0)) % funds.length,
      );
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      const fund = funds[active];
      if (fund) onChoose(fund);
    } else if (event.key === 'Escape') setOpen(false);
  };

  useEffect(() => {
    if (active >= 0) document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, list]);

  return (
    <div className="combobox">
      <input
        ref={input}
        id={id}
        className="input"
        type="text"
        role="combobox"
        autoComplete="off"
        maxLength={MAX_LENGTH}
        placeholder={texts.search}
        aria-expanded={isOpen}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active >= 0 ? `${list}-${active}` : undefined}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      <ul id={list} role="listbox" aria-label={texts.fund} className="listbox" hidden={!isOpen || funds.length === 0}>
        {funds.map((fund, index) => (
          <li
            key={fund.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the field loses the focus, and closes the list.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(fund)}
          >
            <FundLine fund={fund} />
          </li>
        ))}
      </ul>
      {isOpen && result.error !== undefined && <Failed error={result.error} retry={() => void result.refetch()} />}
      <p role="status" className={isOpen && read && funds.length === 0 ? 'hint' : 'visually-hidden'}>
        {isOpen && read && (funds.length === 0 ? texts.foundNone : texts.found(funds.length))}
      </p>
    </div>
  );
}

/** The value once it has not changed for a moment. */
function usePaused(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
