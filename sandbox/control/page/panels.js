/** What is beside the objects: seeds of one's own, worlds, the documented test data. */
import { $, act, ask, button, element, say } from './ask.js';
import { t } from './words.js';

/** What a seed may begin with. */
const EXAMPLES = {
  'An account with cash and a position': {
    accounts: [{ name: 'Pension', balance: 10000, positions: [{ instrument: 'SE0012193019SEK', units: 12.5 }] }],
  },
  'An order that is on its way': {
    accounts: [{ id: '2f1d7c5e-0b1a-4c5d-8e9f-1a2b3c4d5e6f', name: 'Resa', balance: 5000 }],
    orders: [
      {
        account: '2f1d7c5e-0b1a-4c5d-8e9f-1a2b3c4d5e6f',
        instrument: 'SE0012193019SEK',
        amount: 500,
        status: 'SENT',
      },
    ],
  },
  'Another client': { clients: [{ name: 'Testkund AB' }] },
  'An application and what its applicant does': {
    persons: [{ nationalNumber: '19850709-9805', country: 'SE', outcome: 'CANCELS' }],
    applications: [{ profile: 'kontotyp-2', nationalNumber: '19850709-9805', status: 'AWAITING_SIGN' }],
  },
  'A borrower whose lenders answer when told': { borrowers: [{ id: 'BORROWER-MINE', steps: [] }] },
};

function showExample() {
  $('seed-text').value = JSON.stringify(EXAMPLES[$('seed-example').value], null, 2);
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

function seeds() {
  $('seed-example').append(...Object.keys(EXAMPLES).map((name) => element('option', { value: name }, t(name))));
  $('seed-example').addEventListener('change', showExample);
  showExample();
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

/** Worlds are started by the gateway that is no world itself. */
export async function showWorlds() {
  const { worlds, max } = await ask('GET', '/worlds');
  $('worlds').hidden = max === 0;
  const key = document.activeElement?.dataset?.key;
  $('world-list').replaceChildren(
    ...worlds.map(({ id, url, graphql, sandbox }) =>
      element(
        'li',
        {},
        element('a', { href: sandbox, target: '_blank', rel: 'noreferrer' }, url),
        element('a', { href: graphql, target: '_blank', rel: 'noreferrer' }, 'GraphiQL'),
        button(t('End it'), `world ${id}`, t('a world is ended'), 'DELETE', `/worlds/${id}`),
      ),
    ),
  );
  if (key?.startsWith('world ')) document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

function worlds() {
  $('world').addEventListener('submit', (event) => {
    event.preventDefault();
    const start = { frozen: $('world-frozen').checked, empty: $('world-empty').checked };
    act(event.submitter, t('a world is started'), () => ask('POST', '/worlds', start));
  });
}

export async function showTestData() {
  const words = (name) => name.replaceAll(/(?=[A-Z])/g, ' ').toLowerCase();
  const groups = Object.entries(await ask('GET', '/test-data')).map(([name, rows]) =>
    element(
      'details',
      { open: ['persons', 'swishAmounts'].includes(name) },
      element('summary', {}, t(words(name))),
      element(
        'dl',
        { lang: 'en' },
        ...rows.flatMap(({ value, description }) => [element('dt', {}, value), element('dd', {}, description)]),
      ),
    ),
  );
  $('test-data').append(...groups);
}

export function startPanels() {
  seeds();
  worlds();
}
