import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OnboardingService } from './onboarding-service.ts';
import type { Ledger } from './ledger.ts';

interface Page {
  readonly title: string;
  readonly text: string;
  /** Last path segment of each button's POST request, and its label. */
  readonly buttons: Readonly<Record<string, string>>;
}

const SIGN: Page = {
  title: 'Sign the agreement',
  text: 'This page stands in for Signicat. Nothing you do here is binding.',
  buttons: { sign: 'Sign', other: 'Sign as somebody else', decline: 'Decline' },
};
const KALP: Page = {
  title: 'Your budget',
  text: 'This page stands in for the KALP form of Monthio.',
  buttons: { finish: 'Finish' },
};
const DONE: Page = { title: 'Thank you', text: 'You can close this page.', buttons: {} };
const GONE: Page = { title: 'Not available', text: 'There is nothing to do at this address any more.', buttons: {} };

/** The hosted pages: `GET /hosted/<page>/<token>`, and a POST to a subpath for each button. */
export function createPages(ledger: Ledger, service: OnboardingService) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
    const found = /^\/hosted\/(sign|kalp)\/([0-9a-f-]{36})(?:\/(sign|other|decline|finish))?$/.exec(path);
    if (!found) return false;
    request.resume();
    const [, page, token = '', act] = found;
    const isAct = request.method === 'POST' && act !== undefined;
    if (!isAct && (request.method !== 'GET' || act !== undefined)) show(response, 404, GONE);
    else if (page === 'kalp') kalp(response, token, isAct);
    else sign(response, token, isAct ? act : undefined);
    return true;
  };

  function sign(response: ServerResponse, token: string, act: string | undefined): void {
    const onboarding = ledger.onboardings.values().find(({ hosted }) => hosted?.token === token);
    if (!onboarding?.hosted || onboarding.hosted.ended) return show(response, 404, GONE);
    if (!act) return show(response, 200, SIGN, `/hosted/sign/${token}`);
    const { completeUrl, cancelUrl } = onboarding.hosted.request;
    const signing = service.steer(onboarding.id);
    if (act === 'decline') signing.userCancel();
    else if (act === 'other') signing.signByOther();
    else signing.sign();
    const location = act === 'decline' ? cancelUrl : completeUrl;
    if (location) response.writeHead(303, { location: new URL(location).href }).end();
    else show(response, 200, DONE);
  }

  function kalp(response: ServerResponse, token: string, isAct: boolean): void {
    const open = ledger.onboardings.values().some(({ kalp }) => kalp?.caseId === token && !kalp.done);
    if (!open) return show(response, 404, GONE);
    if (!isAct) return show(response, 200, KALP, `/hosted/kalp/${token}`);
    service.finishKalp(token);
    show(response, 200, DONE);
  }
}

function show(response: ServerResponse, status: number, { title, text, buttons }: Page, action = ''): void {
  const forms = Object.entries(buttons).map(
    ([act, label]) => `<form method="post" action="${action}/${act}"><button id="${act}">${label}</button></form>`,
  );
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body style="font: 1.1rem sans-serif; margin: 3rem"><h1>${title}</h1><p>${text}</p>${forms.join('')}</body></html>`;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(html);
}
