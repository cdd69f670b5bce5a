import { dictionary } from '../i18n/language.tsx';

/** What a person is told of an error, by kind; the gateway's own messages are for developers. */
export const errorTexts = dictionary(
  {
    title: 'Something went wrong',
    unavailable: 'This is not available at the moment. Try again in a while.',
    offline: 'We cannot reach the bank. Check your connection, and try again.',
    signIn: 'Sign in again.',
    forbidden: 'You do not have access to this.',
    gone: 'This is not here. It may have ended, or the address is mistyped.',
    partial: 'A part of this cannot be shown.',
    ours: 'Something is wrong on our side. We have been told.',
    reference: (id: string) => `Reference for support: ${id}`,
    retry: 'Try again',
  },
  {
    title: 'Något gick fel',
    unavailable: 'Det här är inte tillgängligt just nu. Försök igen om en stund.',
    offline: 'Vi når inte banken. Kontrollera din uppkoppling och försök igen.',
    signIn: 'Logga in igen.',
    forbidden: 'Du har inte tillgång till det här.',
    gone: 'Det här finns inte. Det kan vara avslutat, eller adressen felskriven.',
    partial: 'En del av det här kan inte visas.',
    ours: 'Något är fel hos oss. Vi har fått veta det.',
    reference: (id: string) => `Referens för kundtjänst: ${id}`,
    retry: 'Försök igen',
  },
);

export type ErrorText = 'unavailable' | 'offline' | 'signIn' | 'forbidden' | 'gone' | 'partial' | 'ours';
