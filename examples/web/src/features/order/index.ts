import { lazy } from 'react';
import type { Feature } from '../feature.ts';

export const order: Feature = {
  routes: [
    { path: '/trade', page: lazy(() => import('./TicketPage.tsx')) },
    { path: '/orders/:order', page: lazy(() => import('./OrderPage.tsx')) },
  ],
  navigation: { path: '/trade', icon: 'trade', label: { en: 'Trade', sv: 'Handla' } },
};
