/** The table of contents of the schema: every noun, in the order in which one would explain it. */
import './kit/scalars.ts';
import './kit/problem.ts';
import './kit/node.ts';
import './providers.ts';

// Fondo: Swedish fund investing
import './fondo/client.ts';
import './fondo/client-mutations.ts';
import './fondo/client-services.ts';
import './fondo/account.ts';
import './fondo/account-value.ts';
import './fondo/account-mutations.ts';
import './fondo/bank-account.ts';
import './fondo/position.ts';
import './fondo/kyc-status.ts';
import './fondo/agreement.ts';
import './fondo/allocation-plan.ts';
import './fondo/allocation-plan-mutations.ts';
import './fondo/custodian.ts';
import './fondo/instrument.ts';
import './fondo/order.ts';
import './fondo/order-mutations.ts';
import './fondo/cash-transaction.ts';
import './fondo/fund-transaction.ts';
import './fondo/payment-instruction.ts';
import './fondo/payment-instruction-mutations.ts';
import './fondo/swish-deposit.ts';
import './fondo/journey.ts';
import './fondo/journey-mutations.ts';
import './fondo/client-events.ts';
import './fondo/changes.ts';
import './fondo/lists/followed-keys.ts';

// Aarthik: Indian loan journeys
import './aarthik/loan-journey.ts';
import './aarthik/start-loan-journey.ts';
import './aarthik/open-loan-offer.ts';
import './aarthik/loan-journey-changed.ts';
import './aarthik/hosted-loan-session.ts';
import './aarthik/loan-products.ts';
import './aarthik/loan-webhook.ts';

// PayEx: Nordic credit accounts
import './payex/offer.ts';
import './payex/credit-application.ts';
import './payex/application.ts';
import './payex/limit-upgrade.ts';
import './payex/application-mutations.ts';
import './payex/bankid-signing.ts';
import './payex/hosted-signing.ts';
import './payex/sign-status.ts';
import './payex/back-office.ts';

// Everything in which a person must do something
import './process/next-action.ts';
import './process/process.ts';
import './process/open-process-url.ts';
import './process/process-changed.ts';

import { GraphQLDeferDirective, GraphQLStreamDirective, specifiedDirectives } from 'graphql';
import { maskActBearingFields } from '../auth/act-bearing.ts';
import { maskPersonal } from '../auth/personal.ts';
import { withPrefetch } from '../execution/prefetch/index.ts';
import { builder } from './kit/builder.ts';
import { settleNullability } from './kit/nullability.ts';
import { checkProviderUrls } from './kit/provider-url.ts';

/** Parts of an answer may come later: see `docs/performance.md`. */
const directives = [...specifiedDirectives, GraphQLDeferDirective, GraphQLStreamDirective];

export const schema = withPrefetch(
  maskActBearingFields(maskPersonal(checkProviderUrls(settleNullability(builder.toSchema({ directives }))))),
);
