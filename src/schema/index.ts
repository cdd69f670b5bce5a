/** The table of contents of the schema: every noun, in the order in which one would explain it. */
import './scalars.ts';
import './problem.ts';
import './node.ts';
import './providers.ts';

// Fondo: Swedish fund investing
import './client.ts';
import './client-acts.ts';
import './client-services.ts';
import './account.ts';
import './account-value.ts';
import './account-acts.ts';
import './bank-account.ts';
import './position.ts';
import './kyc-status.ts';
import './agreement.ts';
import './allocation-plan.ts';
import './allocation-plan-acts.ts';
import './custodian.ts';
import './instrument.ts';
import './order.ts';
import './order-acts.ts';
import './cash-transaction.ts';
import './fund-transaction.ts';
import './payment-instruction.ts';
import './payment-instruction-acts.ts';
import './swish-deposit.ts';
import './journey.ts';
import './journey-acts.ts';
import './client-events.ts';
import './changes.ts';
import './followed.ts';

// Aarthik: Indian loan journeys
import './loan-journey.ts';
import './start-loan-journey.ts';
import './open-loan-offer.ts';
import './loan-journey-changed.ts';
import './hosted-loan-session.ts';
import './loan-products.ts';
import './loan-webhook.ts';

// PayEx: Nordic credit accounts
import './offer.ts';
import './credit-application.ts';
import './application.ts';
import './limit-upgrade.ts';
import './application-steps.ts';
import './bankid-signing.ts';
import './hosted-signing.ts';
import './sign-status.ts';
import './back-office.ts';

// Everything in which a person must do something
import './next-action.ts';
import './process.ts';
import './open-process-url.ts';
import './process-changed.ts';

import { GraphQLDeferDirective, GraphQLStreamDirective, specifiedDirectives } from 'graphql';
import { maskPersonal } from '../auth/personal.ts';
import { startAhead } from '../execution/ahead.ts';
import { builder } from './builder.ts';

/** Parts of an answer may come later: see `docs/performance.md`. */
const directives = [...specifiedDirectives, GraphQLDeferDirective, GraphQLStreamDirective];

export const schema = startAhead(maskPersonal(builder.toSchema({ directives })));
