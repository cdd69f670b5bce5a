import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../src/config/index.ts';
import { openProviders, type OpenProviders } from '../../src/datasources/index.ts';
import type { ExchangeMiddleware } from '../../src/datasources/kit/http/resilience.ts';
import { Fault, type FaultCode } from '../../src/faults.ts';
import type { ProviderName } from '../../src/problem.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

type Key = 'fondo' | 'payex' | 'aarthik';

const CREDENTIALS: Record<Key, string> = {
  fondo: 'FONDO_CLIENT_ID and FONDO_CLIENT_SECRET',
  payex: 'PAYEX_TOKEN, PAYEX_OWNER_NO, and with mutual TLS PAYEX_CERT and PAYEX_KEY',
  aarthik: 'AARTHIK_API_KEY',
};
/** Seconds by which the clocks of gateway and provider may differ: signatures and tokens are dated. */
const MAX_SKEW_S = 30;
const DEADLINE_MS = 10_000;

/** What was seen of the answers of the providers. */
class Watch {
  readonly skews = new Map<ProviderName, number>();

  readonly of =
    (provider: ProviderName): ExchangeMiddleware =>
    (exchange) =>
    async (request) => {
      const reply = await exchange(request);
      const at = Date.parse(String(reply.headers['date']));
      if (!Number.isNaN(at)) this.skews.set(provider, Math.round((Date.now() - at) / 1000));
      return reply;
    };
}

/** Calls each live provider: reads only, the cheapest that need the credentials. */
export async function checkProviders({ providers, off, capacity }: Settings): Promise<Finding[]> {
  const watch = new Watch();
  const open = openProviders({ ...providers, capacity, referenceMs: 0 }, watch.of);
  const findings: Finding[] = [];
  try {
    for (const key of ['fondo', 'payex', 'aarthik'] as const) {
      if (off.has(key)) findings.push(ok(key, 'is off'));
      else if (!providers[key]) findings.push(ok(key, 'is answered by its sandbox: none of its settings is given'));
      else findings.push(...(await checkLive(key, open, watch)));
    }
  } finally {
    await open.close();
  }
  return findings;
}

async function checkLive(key: Key, open: OpenProviders, watch: Watch): Promise<Finding[]> {
  const trouble = await troubleOf(() => read(key, open));
  const skew = watch.skews.get(key.toUpperCase() as ProviderName);
  const clock =
    skew !== undefined && Math.abs(skew) > MAX_SKEW_S
      ? [
          warn(
            key,
            `its clock and ours differ by ${Math.abs(skew)} s`,
            `let this machine keep time (NTP): it is ${skew > 0 ? 'ahead' : 'behind'}`,
          ),
        ]
      : [];
  if (trouble) return [adviceOn(key, trouble), ...clock];
  return [
    ok(key, 'answers, and takes the credentials'),
    ...clock,
    ...(key === 'fondo' ? [await checkSocket(open)] : []),
  ];
}

const operation = () => ({ signal: AbortSignal.timeout(DEADLINE_MS), correlationId: crypto.randomUUID() });

/** A read that needs the credentials. */
async function read(key: Key, { connections }: OpenProviders): Promise<void> {
  if (key === 'fondo') await connections.fondo.operation(operation()).clients.all.page({ limit: 1 });
  else await connections[key].ping({ signal: AbortSignal.timeout(DEADLINE_MS) });
}

async function checkSocket({ connections: { fondo } }: OpenProviders): Promise<Finding> {
  const [client] = await fondo.operation(operation()).clients.all.page({ limit: 1 });
  if (!client)
    return warn('fondo socket', 'cannot be tried: there is no client yet', 'run this again once there is one');
  const trouble = await troubleOf(async () => {
    const { socket } = await Promise.race([
      fondo.openSocket(client.id),
      delay(DEADLINE_MS, undefined, { ref: false }).then(() => {
        throw new Fault('PROVIDER_TIMEOUT', { provider: 'FONDO' });
      }),
    ]);
    socket.terminate();
  });
  return trouble
    ? fail(
        'fondo socket',
        `does not open (${trouble})`,
        'let WebSocket upgrades to FONDO_URL pass proxies and firewalls: events arrive by it',
      )
    : ok('fondo socket', 'opens');
}

type Trouble = FaultCode | 'UNEXPECTED';

async function troubleOf(act: () => Promise<void>): Promise<Trouble | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error instanceof Fault ? error.code : 'UNEXPECTED';
  }
}

function adviceOn(key: Key, trouble: Trouble): Finding {
  const url = `${key.toUpperCase()}_URL`;
  switch (trouble) {
    case 'PROVIDER_REJECTED_GATEWAY':
      return fail(key, 'refuses the credentials', `check ${CREDENTIALS[key]}: test and live have different ones`);
    case 'PROVIDER_UNAVAILABLE':
      return fail(
        key,
        'cannot be reached',
        `check ${url}, DNS, firewall and proxy of this machine, and the status of the provider`,
      );
    case 'PROVIDER_TIMEOUT':
      return fail(
        key,
        'does not answer in time',
        `check whether the firewall drops packets to ${url}; ask the provider`,
      );
    case 'RATE_LIMITED':
      return warn(key, 'is there, but asks to slow down', 'wait, and see who else uses these credentials');
    default:
      return fail(
        key,
        'gives an answer that its contract does not have',
        `check whether ${url} is the API, and not a page in front of it`,
      );
  }
}
