import { Counter, Gauge, Registry } from 'prom-client';
import { Durations } from './durations.ts';

/** What metrics are made of, each registered in one registry. `collect` sets the values when they are asked for. */
export class Instruments {
  readonly registry = new Registry();

  durations<L extends string>(name: string, help: string, labels: readonly L[]): Durations<L> {
    return new Durations(this.registry, name, help, labels);
  }

  counter(name: string, help: string, labelNames: string[], collect?: (counter: Counter) => void): Counter {
    return new Counter({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(collect && {
        collect() {
          collect(this);
        },
      }),
    });
  }

  gauge(name: string, help: string, labelNames: string[], collect?: (gauge: Gauge) => void): Gauge {
    return new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(collect && {
        collect() {
          collect(this);
        },
      }),
    });
  }
}
