import { startAarthikSandbox, type AarthikSandbox } from './aarthik/index.ts';
import { startFondoSandbox, type FondoOptions, type FondoSandbox } from './fondo/index.ts';
import { Clock } from './kit/clock.ts';
import { startPayexSandbox, type PayexSandbox } from './payex/index.ts';

export interface SandboxOptions extends Pick<FondoOptions, 'backgroundActivity' | 'seed'> {
  /** Speed of the virtual clock relative to real time; 0: it advances only explicitly. */
  readonly speed?: number;
}

/** The three provider simulators on TCP ports, sharing a clock. */
export interface Sandbox extends AsyncDisposable {
  readonly clock: Clock;
  readonly fondo: FondoSandbox;
  readonly payex: PayexSandbox;
  readonly aarthik: AarthikSandbox;
  /** Environment variables that configure a gateway for these simulators. */
  readonly settings: {
    readonly fondo: {
      url: string;
      clientId: string;
      clientSecret: string;
      callbacks: { secret: string; header: string; format: 'timestamped' };
    };
    readonly payex: { url: string; ownerNo: string; token: string; apiVersion: string };
    readonly aarthik: {
      url: string;
      apiKey: string;
      tenantId: string;
      applicationId: string;
      webhook: { secret: string };
    };
  };
  close(): Promise<void>;
}

/** Starts all three simulators. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started = await startProviders(new Set(['fondo', 'payex', 'aarthik']), options);
  return started as Sandbox;
}

type ProviderKey = keyof Sandbox['settings'];

/** Starts a subset of the simulators, sharing a clock. */
export async function startProviders(
  wanted: ReadonlySet<ProviderKey>,
  { speed = 1, ...seed }: SandboxOptions = {},
): Promise<SomeProviders> {
  const clock = new Clock(speed);
  const [fondo, payex, aarthik] = await Promise.all([
    wanted.has('fondo') ? startFondoSandbox({ clock, ...seed }) : undefined,
    wanted.has('payex') ? startPayexSandbox({ clock }) : undefined,
    wanted.has('aarthik') ? startAarthikSandbox({ clock }) : undefined,
  ]);
  const close = async (): Promise<void> => {
    clock.stop();
    const running = [fondo, payex, aarthik].filter((provider) => provider !== undefined);
    await Promise.all(running.map((provider) => provider[Symbol.asyncDispose]()));
  };
  return {
    clock,
    ...(fondo && { fondo }),
    ...(payex && { payex }),
    ...(aarthik && { aarthik }),
    settings: {
      ...(fondo && { fondo: fondoSettings(fondo) }),
      ...(payex && { payex: { url: payex.url, ...payex.credentials, apiVersion: 'v1' } }),
      ...(aarthik && { aarthik: aarthikSettings(aarthik) }),
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A sandbox with a subset of the providers. */
export interface SomeProviders
  extends Partial<Pick<Sandbox, ProviderKey>>, Pick<Sandbox, 'clock' | 'close'>, AsyncDisposable {
  readonly settings: Partial<Sandbox['settings']>;
}

const fondoSettings = ({ url, credentials, webhookSecret }: FondoSandbox): Sandbox['settings']['fondo'] => ({
  url,
  ...credentials,
  callbacks: { secret: webhookSecret, header: 'x-fondo-signature', format: 'timestamped' },
});

const aarthikSettings = ({ url, credentials, webhookSecret }: AarthikSandbox): Sandbox['settings']['aarthik'] => ({
  url,
  ...credentials,
  webhook: { secret: webhookSecret ?? '' },
});
