/**
 * The tab to open: that of a link (`?query=`, `&variables=`), else the one that was active before a reload. GraphiQL looks
 * a tab up by query, variables and headers together, and adds one where these differ: an operation that is there already
 * is named by all three.
 */
export function initialTab(parameters) {
  const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{"tabs":[]}');
  const query = parameters.get('query') ?? undefined;
  const variables = parameters.get('variables') ?? undefined;
  const stored = query ? tabs.find((tab) => tab.query === query) : tabs[activeTabIndex];
  const known = stored && { query: stored.query, variables: stored.variables, headers: stored.headers };
  return known && (variables === undefined || known.variables === variables) ? known : { query, variables };
}
