import { lazy } from 'react';
import type { Feature } from '../feature.ts';

export const signUp: Feature = {
  routes: [
    { path: '/credit', page: lazy(() => import('./OffersPage.tsx')) },
    { path: '/credit/apply/:offer', page: lazy(() => import('./ApplyPage.tsx')) },
    { path: '/credit/applications/:application', page: lazy(() => import('./ApplicationPage.tsx')) },
  ],
  navigation: { path: '/credit', icon: 'credit', label: { en: 'Credit', sv: 'Kredit' } },
};
