import { lazy } from 'react';
import type { Feature } from '../feature.ts';

export const loans: Feature = {
  routes: [
    { path: '/loans', page: lazy(() => import('./StartPage.tsx')) },
    { path: '/loans/:journey', page: lazy(() => import('./LoanPage.tsx')) },
  ],
  navigation: { path: '/loans', icon: 'loan', label: { en: 'Loans', sv: 'Lån' } },
};
