import type { ReactNode } from 'react';
import { dictionary, useTexts } from '../i18n/language.tsx';
import { Icon } from './Icon.tsx';

const texts = dictionary({ newTab: 'opens in a new tab' }, { newTab: 'öppnas i en ny flik' });

/** Pages of a provider are https; those of its simulator are on this machine. */
export function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address, window.location.href);
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

interface HandOffProps {
  /** Whoever has it can act for the person: it is on the page, and nowhere else. */
  readonly url: string;
  readonly onOpen?: () => void;
  readonly children: ReactNode;
}

/**
 * The way to the pages of a provider, in a tab of its own: this page follows what happens there. They learn neither from which
 * page the person comes nor anything of it.
 */
export function HandOff({ url, onOpen, children }: HandOffProps) {
  const words = useTexts(texts);
  if (!isSafe(url)) return null;
  return (
    <a
      className="button button-primary"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      referrerPolicy="no-referrer"
      onClick={onOpen}
    >
      {children}
      <Icon name="away" size={18} />
      <span className="visually-hidden"> ({words.newTab})</span>
    </a>
  );
}
