/** Objects of one's own, by a small form; what it says stands below it as JSON, where everything can be said. */
import { $, act, ask, element, say } from './ask.js';
import { APPLICATION_STATUSES, INSTRUMENTS, ORDER_STATUSES, OUTCOMES, PROFILES } from './lists.js';
import { statusText, t } from './words.js';

const text = (label, value, more = {}) => ({ label, value, ...more });
const number = (label, value) => ({ label, value, type: 'number', min: 0, step: 'any' });
const choice = (label, options, value = options[0]) => ({ label, value, options });
/** An account of the seed is named by its id. */
const ACCOUNT_ID = '2f1d7c5e-0b1a-4c5d-8e9f-1a2b3c4d5e6f';

/** By what is added: the fields of its form, and the seed that they make. */
const KINDS = {
  'An account with cash and a position': {
    fields: {
      name: text('Name', 'Pension'),
      balance: number('Cash in SEK', 10000),
      instrument: choice('Fund', INSTRUMENTS),
      units: number('Units of the fund', 12.5),
    },
    seed: ({ name, balance, instrument, units }) => ({
      accounts: [{ name, balance, ...(units > 0 && { positions: [{ instrument, units }] }) }],
    }),
  },
  'An order that is on its way': {
    fields: {
      name: text('Name of its account', 'Resa'),
      balance: number('Cash in SEK', 5000),
      instrument: choice('Fund', INSTRUMENTS),
      amount: number('Buys for SEK', 500),
      status: choice('Status', ORDER_STATUSES, 'SENT'),
    },
    seed: ({ name, balance, instrument, amount, status }) => ({
      accounts: [{ id: ACCOUNT_ID, name, balance }],
      orders: [{ account: ACCOUNT_ID, instrument, amount, status }],
    }),
  },
  'Another client': {
    fields: { name: text('Name', 'Testkund AB') },
    seed: ({ name }) => ({ clients: [{ name }] }),
  },
  'An application and what its applicant does': {
    fields: {
      nationalNumber: text('Personal identity number', '19850709-9805'),
      outcome: choice('What the person does', OUTCOMES, 'CANCELS'),
      profile: choice('Account profile', PROFILES, 'kontotyp-2'),
      status: choice('Status', APPLICATION_STATUSES, 'AWAITING_SIGN'),
    },
    seed: ({ nationalNumber, outcome, profile, status }) => ({
      persons: [{ nationalNumber, country: 'SE', outcome }],
      applications: [{ profile, nationalNumber, status }],
    }),
  },
  'A borrower whose lenders answer when told': {
    fields: { id: text("Borrower's id", 'BORROWER-MINE') },
    seed: ({ id }) => ({ borrowers: [{ id, steps: [] }] }),
  },
};

const kind = () => KINDS[$('seed-example').value];
const valueOf = ({ type, value }) => (type === 'number' ? Number(value) : value);

/** What the form says, as JSON. */
function write() {
  const fields = [...$('seed-fields').querySelectorAll('input, select')].map((one) => [one.name, valueOf(one)]);
  $('seed-text').value = JSON.stringify(kind().seed(Object.fromEntries(fields)), null, 2);
}

function control(name, { label, options, value, ...more }) {
  const id = `seed-${name}`;
  const made = options
    ? element('select', { id, name }, ...options.map((one) => element('option', { value: one }, statusText(one))))
    : element('input', { id, name, required: true, autocomplete: 'off', ...more });
  made.value = value;
  return [element('label', { htmlFor: id }, t(label)), made];
}

function showForm() {
  $('seed-fields').replaceChildren(...Object.entries(kind().fields).flatMap(([name, field]) => control(name, field)));
  write();
}

function seedOf() {
  try {
    return JSON.parse($('seed-text').value);
  } catch (error) {
    throw new Error(t('This is no JSON: {why}', { why: error.message }));
  }
}

function showSeeded(seeded) {
  const ids = Object.values(seeded).flat();
  $('seed-answer').textContent = ids.join('\n');
  $('seed-answer').hidden = ids.length === 0;
}

export function startSeeds() {
  $('seed-example').append(...Object.keys(KINDS).map((name) => element('option', { value: name }, t(name))));
  $('seed-example').addEventListener('change', showForm);
  $('seed-fields').addEventListener('input', write);
  showForm();
  $('seed').addEventListener('submit', (event) => {
    event.preventDefault();
    const n = (seeded) => Object.values(seeded).flat().length;
    let seeded = {};
    act(event.submitter, '', async () => showSeeded((seeded = await ask('POST', '/seed', seedOf())))).then(
      () => n(seeded) > 0 && say(t('Done: {what}', { what: t('there are {n} more objects', { n: n(seeded) }) })),
    );
  });
  $('seed-reset').addEventListener('click', ({ target }) =>
    act(target, t('everything is as at the start'), async () => {
      await ask('POST', '/reset', { empty: true, seed: seedOf() });
      showSeeded({});
    }),
  );
}
