import { lazy } from 'react';
import type { Feature } from '../feature.ts';

export const accountOpening: Feature = {
  routes: [
    { path: '/open-account', page: lazy(() => import('./ChoicePage.tsx')) },
    { path: '/open-account/:journey', page: lazy(() => import('./JourneyPage.tsx')) },
  ],
  navigation: { path: '/open-account', icon: 'account', label: { en: 'New account', sv: 'Nytt konto' } },
};
