/** A single page for all hosted steps: exchanges the secret in the URL fragment for a session and shows its actions. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aarthik sandbox</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem }
  button { display: block; width: 100%; margin: .5rem 0; padding: .7rem; font: inherit; text-align: left }
  small { color: #666 }
</style>
<h1></h1>
<p role="status">One moment …</p>
<div></div>
<small>Sandbox: no lender, no money.</small>
<script>
  const [heading, status, acts] = ['h1', 'p', 'div'].map((name) => document.querySelector(name));
  let session;
  async function send(path, body) {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const view = await response.json();
    session ??= view.session;
    heading.textContent = view.title ?? '';
    status.textContent = view.text ?? view.error;
    acts.replaceChildren(...(view.acts ?? []).map(({ id, label }) => {
      const button = document.createElement('button');
      button.textContent = label;
      button.dataset.act = id;
      button.onclick = () => send('/lab/act', { session, act: id });
      return button;
    }));
  }
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname + location.search);
  send('/lab/session', { token });
</script>
`;
