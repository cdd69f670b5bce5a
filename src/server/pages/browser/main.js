// The GraphiQL page: one tab for each task, a fetcher that sends headers with subscriptions too, and a panel below.
import { createAnswerPanel } from './answer-panel.js';
import { createFetcher } from './fetcher.js';
import { initialTab } from './initial-tab.js';
import { RememberedIds } from './remembered-ids.js';

const { title, base, tabs } = JSON.parse(document.querySelector('#setup').textContent);

const WORKERS = { json: 'json-worker.js', graphql: 'graphql-worker.js' };
globalThis.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => base + (WORKERS[label] ?? 'editor-worker.js'),
};

const panel = createAnswerPanel(document.querySelector('#answer-panel'));
const fetcher = createFetcher({ endpoint: '/graphql', ids: new RememberedIds(sessionStorage), panel });

const { query, variables, headers } = initialTab(new URL(location.href).searchParams);

globalThis.YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  title,
  fetcher,
  query,
  variables,
  headers,
  defaultTabs: query ? [{ query, variables }, ...tabs.filter((tab) => tab.query !== query)] : tabs,
  defaultEditorToolsVisibility: false,
});
