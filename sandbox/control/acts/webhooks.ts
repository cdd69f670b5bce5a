import { SNAPSHOT_PATH } from '../../../src/datasources/aarthik/receiver.ts';
import type { Bench } from '../bench.ts';
import { notPossible } from '../errors.ts';
import { placeOf } from '../objects.ts';
import type { Handlers } from '../operations.ts';
import { loanJourneyOf } from './aarthik.ts';
import { onboardingOf } from './payex.ts';

/** Signs what a gateway must refuse. */
const WRONG_SECRET = 'not-the-secret';

/** Sends the webhook of an object as it is now. */
export const webhookHandlers = (bench: Bench): Pick<Handlers, 'sendWebhook'> => ({
  async sendWebhook({ own, body: { id, times = 1, signature = 'VALID' } }) {
    const secret = signature === 'WRONG' ? WRONG_SECRET : undefined;
    const type = id.split(':', 1)[0];
    if (type === 'Journey') {
      const { client, key, books } = placeOf(bench, id, 'journey');
      const { callbackUrl } = bench.fondo.state.find(books, 'journey', key);
      return shown(callbackUrl, await bench.fondo.postJourney(client, key, times, secret));
    }
    if (type === 'LoanJourney') {
      const { aarthik } = bench;
      const delivery = { url: own + SNAPSHOT_PATH, times, secret };
      return shown(delivery.url, await aarthik.sendSnapshot(loanJourneyOf(aarthik, id), delivery));
    }
    const { signing } = onboardingOf(bench.payex, id);
    const { callbackUrl } = signing ?? {};
    if (callbackUrl === undefined)
      return notPossible('PayEx was given no callback address for this: set PUBLIC_URL, or name one with the signing.');
    return shown(callbackUrl, await bench.payex.call(callbackUrl, times));
  },
});

/** Addresses of PayEx's callbacks end with a secret: what follows the second segment of a path is not shown. */
function shown(url: string, statuses: readonly (number | undefined)[]) {
  if (statuses.length === 0) notPossible('The simulators call loopback addresses alone.');
  const path = new URL(url).pathname.split('/').slice(0, 4).join('/');
  return { deliveries: statuses.map((status) => ({ path, status: status ?? null })) };
}
