import type { Cluster } from '../../cluster/cluster.ts';
import type { Operation, Ping } from '../kit/operation.ts';
import { ChosenOffers } from './chosen-offers.ts';
import { createAarthikClient, HANDOFF_PATH, type AarthikSettings } from './client.ts';
import { createHostedSessions } from './hosted-sessions.ts';
import { createJourneys } from './journeys.ts';
import { JourneyNotifier } from './journey-notifier.ts';
import { createProducts } from './products.ts';
import { createReadJourney } from './read-journey.ts';
import { createReceiver } from './receiver.ts';
import { SIGNATURE_DEFAULTS } from './signature.ts';
import { Snapshots } from './snapshots.ts';
import { createWebhookAdmin } from './webhook-admin.ts';

export type { AarthikSettings } from './client.ts';

/** What is polled of a journey, among the states that instances share. */
export const LOAN_JOURNEY = 'loan-journey';

/** The connection to Aarthik, shared by all operations. */
export function connectAarthik(settings: AarthikSettings, cluster: Pick<Cluster, 'records' | 'states'>) {
  const { handoffPath = HANDOFF_PATH, tenantId, applicationId } = settings;
  const http = createAarthikClient(settings);
  const snapshots = new Snapshots(cluster.records);
  const news = new JourneyNotifier((borrower) => cluster.states.hint(LOAN_JOURNEY, borrower));
  const chosen = new ChosenOffers(cluster.records);
  const read = createReadJourney(http, snapshots);
  const scheme = () => settings.webhook && { ...SIGNATURE_DEFAULTS, ...settings.webhook };
  const owner = { tenantId: tenantId ?? null, applicationId: applicationId ?? null };
  return {
    /** What one operation sees of Aarthik: nothing is read twice. */
    operation: (operation: Operation) => ({
      journeys: createJourneys({ http, read, snapshots, news, chosen, handoffPath }, operation),
      hostedSessions: createHostedSessions({ http, snapshots, news }, operation),
      products: createProducts(http, operation),
      webhooks: createWebhookAdmin(http, { tenantId, applicationId }, operation),
    }),
    /** Reads a journey outside of any operation. */
    read,
    /** Who follows a borrower hears of snapshots, and of acts through this gateway. */
    news,
    /** Takes the deliveries of `journey.snapshot`. */
    receiver: createReceiver(
      scheme,
      owner,
      async (snapshot) => {
        await snapshots.keep(snapshot);
        await news.notify(snapshot.borrower);
      },
      cluster.records,
    ),
    /** Aarthik has no ping: the product flags are the cheapest read. */
    ping: async (ping: Ping): Promise<void> =>
      void (await http.plain({ path: '/api/lab/features', use: 'list', deadlineMs: 3_000, ...ping })),
    close: () => http.close(),
  };
}

export type AarthikConnection = ReturnType<typeof connectAarthik>;
export type Aarthik = ReturnType<AarthikConnection['operation']>;
