const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as content or attribute value of an element. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** The icon of the pages: three strands that join into one. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#0b6e99" stroke-width="3" stroke-linecap="round"><path d="M5 6c8 0 8 10 16 10M5 16h22M5 26c8 0 8-10 16-10"/></svg>',
)}`;

/** A whole page in our style. `title` is text, `body` is HTML. */
export const document = (title: string, body: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="${ICON}">
    <style>${STYLE}</style>
  </head>
  <body>${body}</body>
</html>
`;

/** Of pages that set no scripts and load nothing. */
export const PAGE_CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
  :root { color-scheme: light dark; --accent: light-dark(#0b6e99, #6cc0e5); --line: light-dark(#d5dbe2, #364152);
    --card: light-dark(#f6f8fa, #1c2530); }
  body { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; font: 1rem/1.6 system-ui, sans-serif; }
  a { color: var(--accent); }
  h1 { line-height: 1.2; margin-block: 0 0.5rem; }
  h2 { margin-block: 2.5rem 0.75rem; }
  header nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; margin-block: 1.25rem; }
  nav .main { background: #0b6e99; color: white; padding: 0.5rem 1.25rem; border-radius: 0.375rem; text-decoration: none; }
  ul.cards, ul.columns { list-style: none; padding: 0; margin: 0; }
  ul.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1rem; }
  ul.cards li { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem 1.25rem; }
  ul.cards h3 { margin: 0; font-size: 1.0625rem; }
  ul.cards p { margin: 0.5rem 0 0; }
  .names { font-size: 0.8125rem; }
  ul.columns { columns: 18rem; }
  .groups { columns: 18rem; }
  .groups div { break-inside: avoid; padding-bottom: 1.25rem; }
  .groups h3 { margin: 0 0 0.25rem; font-size: 1.0625rem; }
  .groups ul { list-style: none; padding: 0; margin: 0; }
  .documentation { overflow-wrap: anywhere; }
  pre { overflow-x: auto; background: var(--card); border: 1px solid var(--line); padding: 0.75rem 1rem; }
  table { display: block; overflow-x: auto; border-collapse: collapse; }
  th, td { border: 1px solid var(--line); padding: 0.375rem 0.75rem; text-align: start; vertical-align: top; }
  .documentation img { max-width: 100%; }
`;
