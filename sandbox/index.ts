import { startAarthikSandbox, type AarthikSandbox } from './aarthik/index.ts';
import { startFondoSandbox, type FondoOptions, type FondoSandbox } from './fondo/index.ts';
import { Clock } from './kit/clock.ts';
import { startPayexSandbox, type PayexSandbox } from './payex/index.ts';

export interface SandboxOptions extends Pick<FondoOptions, 'ambient' | 'seed'> {
  /** How many times as fast as real time the sandbox lives; 0: only when the clock is advanced. */
  readonly speed?: number;
}

/** The three simulated providers on real ports, with one clock. */
export interface Sandbox extends AsyncDisposable {
  readonly clock: Clock;
  readonly fondo: FondoSandbox;
  readonly payex: PayexSandbox;
  readonly aarthik: AarthikSandbox;
  /** The settings with which a gateway finds them. */
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

export async function startSandbox({ speed = 1, ...seed }: SandboxOptions = {}): Promise<Sandbox> {
  const clock = new Clock(speed);
  const [fondo, payex, aarthik] = await Promise.all([
    startFondoSandbox({ clock, ...seed }),
    startPayexSandbox({ clock }),
    startAarthikSandbox({ clock }),
  ]);
  const close = async (): Promise<void> => {
    clock.stop();
    await Promise.all([fondo, payex, aarthik].map((provider) => provider[Symbol.asyncDispose]()));
  };
  return {
    clock,
    fondo,
    payex,
    aarthik,
    settings: {
      fondo: {
        url: fondo.url,
        ...fondo.credentials,
        callbacks: { secret: fondo.webhookSecret, header: 'x-fondo-signature', format: 'timestamped' },
      },
      payex: { url: payex.url, ...payex.credentials, apiVersion: 'v1' },
      aarthik: { url: aarthik.url, ...aarthik.credentials, webhook: { secret: aarthik.webhookSecret ?? '' } },
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
