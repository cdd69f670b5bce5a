import { lazy } from 'react';
import type { Feature } from '../feature.ts';

export const portfolio: Feature = {
  routes: [
    { path: '/', page: lazy(() => import('./PortfolioPage.tsx')) },
    { path: '/accounts/:account', page: lazy(() => import('./AccountPage.tsx')) },
  ],
  navigation: { path: '/', icon: 'portfolio', label: { en: 'Portfolio', sv: 'Portfölj' } },
};
