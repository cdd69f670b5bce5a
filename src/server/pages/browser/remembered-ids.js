// Ids of what was created in this page, so that the next operation of a task need not be given them by hand.

const KEY = 'gateway:ids';
/** Variables that take any process, by name. */
const PROCESSES = ['Application', 'Journey', 'LimitUpgradeApplication', 'LoanJourney'];

export class RememberedIds {
  #storage;
  /** Latest id by type. */
  #ids;
  #latestProcess;

  constructor(storage) {
    this.#storage = storage;
    ({ ids: this.#ids, latestProcess: this.#latestProcess } = JSON.parse(storage.getItem(KEY) ?? '{"ids":{}}'));
  }

  /** Remembers the ids of the objects that a mutation returned: global ids begin with their type. */
  remember(data) {
    for (const object of Object.values(data ?? {})) {
      const [, type] = /^([A-Z]\w+):/.exec(object?.id ?? '') ?? [];
      if (!type) continue;
      this.#ids[type] = object.id;
      if (PROCESSES.includes(type)) this.#latestProcess = object.id;
    }
    this.#storage.setItem(KEY, JSON.stringify({ ids: this.#ids, latestProcess: this.#latestProcess }));
  }

  /**
   * Values for the declared ids that were given none: `$order` is the order placed last, `$process` the latest process, and
   * `$newBorrower` a new one each time.
   */
  fill(definitions, given) {
    const filled = {};
    for (const { variable, type } of definitions ?? []) {
      const name = variable.name.value;
      const named = type.kind === 'NonNullType' ? type.type : type;
      if (named.kind !== 'NamedType' || named.name.value !== 'ID' || given?.[name]) continue;
      if (/^new[A-Z]/.test(name)) filled[name] = `C-${crypto.randomUUID().slice(0, 8)}`;
      const id = name === 'process' ? this.#latestProcess : this.#ids[name[0].toUpperCase() + name.slice(1)];
      if (id) filled[name] = id;
    }
    return filled;
  }
}
