import type { SomeProviders } from '../providers.ts';
import type { ProviderServer } from '../kit/provider.ts';
import { ClockControl } from './clock.ts';
import { notPossible } from './errors.ts';
import { Faults } from './faults.ts';

export const PROVIDERS = { FONDO: 'fondo', PAYEX: 'payex', AARTHIK: 'aarthik' } as const;
export type ProviderName = keyof typeof PROVIDERS;

/** The simulators of one gateway, with what is needed to control them. */
export class Bench {
  readonly providers: SomeProviders;
  readonly clock: ClockControl;
  readonly faults: Faults;

  constructor(providers: SomeProviders) {
    this.providers = providers;
    this.clock = new ClockControl(providers.clock);
    this.faults = new Faults((name) => this.server(name));
  }

  /** Throws where this provider is off. */
  server(name: ProviderName): ProviderServer {
    return this.#there(name, this.providers[PROVIDERS[name]]);
  }

  get fondo() {
    return this.#there('FONDO', this.providers.fondo);
  }

  get payex() {
    return this.#there('PAYEX', this.providers.payex);
  }

  get aarthik() {
    return this.#there('AARTHIK', this.providers.aarthik);
  }

  #there<T>(name: ProviderName, provider: T | undefined): T {
    return provider ?? notPossible(`${name} is off here.`);
  }
}
