import { accountOpening } from './account-opening/index.ts';
import type { Feature } from './feature.ts';
import { loans } from './loans/index.ts';
import { order } from './order/index.ts';
import { portfolio } from './portfolio/index.ts';
import { signUp } from './sign-up/index.ts';

/** What the bank offers, in the order of its navigation. A feature is a folder, and a line here. */
export const features: readonly Feature[] = [portfolio, order, accountOpening, signUp, loans];
