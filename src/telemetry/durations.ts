import type { Metric, Registry } from 'prom-client';

/** Upper bounds of the buckets, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What was observed with the labels that lead here, and what is below by the value of the next label. */
class Series {
  readonly below = new Map<string, Series>();
  readonly buckets: number[] = BOUNDS.map(() => 0);
  count = 0;
  sum = 0;
}

/**
 * A histogram of durations in a registry. An observation finds its numbers by the values of its labels, one map after the
 * other: the histogram of prom-client makes a text of the labels and of the bound each time, which costs ten times as much.
 */
export class Durations<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly #labels: readonly L[];
  readonly #root = new Series();

  constructor(registry: Registry, name: string, help: string, labels: readonly L[]) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
    registry.registerMetric(this as unknown as Metric);
  }

  /** @param values of the labels, in their order */
  observe(seconds: number, ...values: readonly string[]): void {
    let series = this.#root;
    for (const value of values) {
      let below = series.below.get(value);
      if (!below) series.below.set(value, (below = new Series()));
      series = below;
    }
    series.count += 1;
    series.sum += seconds;
    for (let at = 0; at < BOUNDS.length; at += 1)
      if (seconds <= (BOUNDS[at] as number)) {
        series.buckets[at] = (series.buckets[at] as number) + 1;
        return;
      }
  }

  /** For the registry, which asks when the metrics are read. */
  get() {
    const { name, help, type } = this;
    return Promise.resolve({ name, help, type, values: this.#valuesOf(this.#root, {}), aggregator: 'sum' });
  }

  #valuesOf(series: Series, labels: Readonly<Record<string, string>>): readonly object[] {
    const next = this.#labels[Object.keys(labels).length];
    if (next !== undefined)
      return Array.from(series.below, ([value, below]) => this.#valuesOf(below, { ...labels, [next]: value })).flat();
    let count = 0;
    const bucket = (le: number | '+Inf', value: number): object => ({
      labels: { le, ...labels },
      value,
      metricName: `${this.name}_bucket`,
    });
    return [
      ...BOUNDS.map((bound, at) => bucket(bound, (count += series.buckets[at] ?? 0))),
      bucket('+Inf', series.count),
      { labels, value: series.sum, metricName: `${this.name}_sum` },
      { labels, value: series.count, metricName: `${this.name}_count` },
    ];
  }
}
