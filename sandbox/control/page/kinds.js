/** What the page shows of each list of the state, and what can be done to its objects. */

import { APPLICATION_STATUSES, LENDERS } from './lists.js';
import { amountText, statusText, t } from './words.js';

const LOAN_STATUSES = [
  'OFFERED',
  'NOT_OFFERED',
  'OFFER_SELECTED',
  'KYC_PENDING',
  'BANK_MANDATE_PENDING',
  'E_MANDATE_PENDING',
  'LOAN_AGREEMENT_PENDING',
  'LENDER_PROCESSING',
  'DISBURSED',
  'REJECTED',
  'EXPIRED',
  'CLOSED',
];

const to = (list, { id }) => `/${list}/${encodeURIComponent(id)}`;
/** A button: its label, and the request that it sends. */
const act = (label, path, body, values) => ({ label: t(label, values), path, body });
const kronor = (amount) => `${amountText(amount)} kr`;
const isOpen = (order) => !['SETTLED', 'CANCELED', 'REJECTED'].includes(order.status);

function signingActs(application) {
  const path = to('signings', application);
  const says = (label, name) => act(label, path, { act: name });
  return [
    says('Sign', 'SIGN'),
    says('Decline', 'DECLINE'),
    says('Open the app', 'OPEN_APP'),
    says('Sign as somebody else', 'SIGN_AS_OTHER'),
    says('Certificate error', 'CERTIFICATE_ERROR'),
    says('Let it expire', 'EXPIRE'),
  ];
}

/** By name of the list in the state: `text`, `more` and `acts` of an object, and the statuses it may be put into. */
export const KINDS = {
  applications: {
    title: 'Credit applications and signings',
    text: ({ person }) => person,
    more: ({ outcome, lapsed, signing }) =>
      [
        outcome && statusText(outcome),
        lapsed && t('lapsed'),
        signing && [signing.method, signing.status, signing.hint].filter(Boolean).map(statusText).join(' '),
      ]
        .filter(Boolean)
        .join(' · '),
    link: ({ signing }) => signing?.url,
    acts: (one) => (one.status === 'INITIALIZED_DIGITAL_SIGN' ? signingActs(one) : []),
    statuses: () => APPLICATION_STATUSES,
  },
  journeys: {
    title: 'Journeys of Fondo',
    text: ({ kind }) => kind,
    more: ({ context, errorCode }) => [context, errorCode].filter(Boolean).join(' · '),
    link: ({ url, status }) => (['NEW', 'PENDING'].includes(status) ? url : undefined),
    acts: (one) =>
      ['NEW', 'PENDING'].includes(one.status) ? [act('Complete', to('journeys', one), { status: 'COMPLETE' })] : [],
    statuses: ({ status }) => (['NEW', 'PENDING'].includes(status) ? ['PENDING', 'CANCELED', 'ERROR', 'EXPIRED'] : []),
  },
  loanJourneys: {
    path: 'loan-journeys',
    title: 'Loan journeys',
    text: ({ borrower }) => borrower,
    more: ({ lenders, consent }) =>
      [
        ...lenders.map(({ name, status, offers }) => `${name}: ${statusText(status)}${offers ? ` · ${offers}` : ''}`),
        consent && `${t('consent')} ${statusText(consent)}`,
      ]
        .filter(Boolean)
        .join(' · '),
    acts: (one) => {
      const path = to('loan-journeys', one);
      const missing = ['OFFERS_PENDING', 'OFFERED'].includes(one.status)
        ? LENDERS.filter((name) => !one.lenders.some((lender) => lender.name === name && lender.offers > 0))
        : [];
      return [
        ...missing.slice(0, 1).map((lender) => act('Offer of {lender}', path, { offer: { lender } }, { lender })),
        ...(one.consent === 'READY'
          ? [act('Give consent', path, { consent: 'GIVE' }), act('Refuse consent', path, { consent: 'REFUSE' })]
          : []),
        act('Send webhook', '/webhooks', { id: one.id }),
      ];
    },
    statuses: ({ status }) => (['NOT_OFFERED', 'EXPIRED', 'CLOSED'].includes(status) ? [] : LOAN_STATUSES),
  },
  orders: {
    title: 'Orders',
    text: ({ type, amount, units }) =>
      `${statusText(type)} ${amount === null ? `${amountText(units)} ${t('units')}` : kronor(amount)}`,
    more: ({ instrument, clientRef }) => [instrument.replace('Instrument:', ''), clientRef].filter(Boolean).join(' · '),
    acts: (one) =>
      isOpen(one)
        ? [
            act('Settle', to('orders', one), { status: 'SETTLED' }),
            act('Reject', to('orders', one), { status: 'REJECTED' }),
          ]
        : [],
    statuses: (one) => (isOpen(one) ? ['PENDING', 'HOLD', 'SENT', 'CONFIRMED', 'SETTLED', 'CANCELED'] : []),
  },
  swishDeposits: {
    path: 'swish-deposits',
    title: 'Swish',
    text: ({ amount }) => kronor(amount),
    more: ({ errorCode }) => errorCode ?? '',
    acts: (one) => (one.status === 'PENDING' ? [act('Pay', to('swish-deposits', one), { status: 'PAID' })] : []),
    statuses: ({ status }) => (status === 'PENDING' ? ['DECLINED', 'CANCELED', 'ERROR'] : []),
  },
  payments: {
    title: 'Autogiro payments',
    text: ({ amount }) => kronor(amount),
    more: ({ clientRef, reasonCode }) =>
      [clientRef, reasonCode && `${t('code')} ${reasonCode}`].filter(Boolean).join(' · '),
    acts: () => [],
    statuses: ({ status }) => (['NEW', 'PROCESSING'].includes(status) ? ['PROCESSING', 'COMPLETED', 'FAILED'] : []),
  },
  withdrawals: {
    title: 'Withdrawals',
    text: ({ amount }) => kronor(amount),
    more: () => '',
    acts: () => [],
    statuses: ({ status }) => (status === 'FAILED' ? [] : ['SETTLED', 'FAILED']),
  },
  accounts: {
    title: 'Accounts',
    text: ({ name, balance }) => `${name}: ${kronor(balance)}`,
    more: () => '',
    acts: (one) => (one.status === 'CLOSED' ? [] : [act('Deposit 1 000 kr', to('accounts', one), { deposit: 1000 })]),
    statuses: ({ status }) => (status === 'CLOSED' ? [] : ['PENDING', 'CONFIRM', 'ACTIVE', 'REJECTED', 'CLOSED']),
  },
};

const GOOD = /^(APPROVED|COMPLETE|COMPLETED|SETTLED|PAID|ACTIVE|DISBURSED|OFFERED|UP)$/;
const BAD =
  /^(REJECTED|FAILED|ERROR|DECLINED|CANCELED|EXPIRED|SIGN_MISMATCH|SIGN_REJECTED_OR_FAILED|NOT_OFFERED|CLOSED|DOWN)$/;
export const toneOf = (status) => (GOOD.test(status) ? 'good' : BAD.test(status) ? 'bad' : '');
