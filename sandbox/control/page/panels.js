/** What is beside the objects: seeds of one's own, worlds, the documented test data. */
import { $, act, ask, button, element } from './ask.js';
import { startSeeds } from './seed-form.js';
import { descriptionText, t } from './words.js';

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
        {},
        ...rows.flatMap(({ value, description }) => [
          element('dt', {}, value),
          element('dd', {}, descriptionText(description)),
        ]),
      ),
    ),
  );
  $('test-data').append(...groups);
}

export function startPanels() {
  startSeeds();
  worlds();
}
