import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const KEY = 'theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

const chosen = (): Theme | undefined => {
  const theme = localStorage.getItem(KEY);
  return theme === 'light' || theme === 'dark' ? theme : undefined;
};

/** What was chosen, else what the system asks for. */
const present = (): Theme => chosen() ?? (system.matches ? 'dark' : 'light');

function apply(): void {
  const theme = chosen();
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
  for (const listener of listeners) listener();
}

/** Before the first paint. */
export const applyTheme = apply;
system.addEventListener('change', apply);

export function choose(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  apply();
}

export const useTheme = (): Theme =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, present);
