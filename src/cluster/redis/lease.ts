import { claimThread, release, takeHints, waitBeforeClaim } from './claim.ts';
import type { ThreadKeys } from './keys.ts';
import type { LeaseUse } from './lease-use.ts';
import { Mailbox } from './mailbox.ts';
import type { Node, OpenThread } from './node.ts';
import { knownOf, threadState, withState, type Grant, type KnownThread } from './replies.ts';

/** Events of one read. */
const PAGE = 1_000;
/** How often a holder that nobody follows here looks whether anybody does elsewhere. */
const INTEREST_MS = 15_000;

/** The part of this instance in one thread: it follows, and holds what it follows where no other instance does. */
export class Lease implements OpenThread {
  readonly keys: ThreadKeys;
  readonly #node: Node;
  readonly #use: LeaseUse;
  /** What is known of the thread; undefined until it has been read. */
  known: KnownThread | undefined;
  grant: Pick<Grant, 'fence' | 'name' | 'epoch'> | undefined;
  /** The name of its log, as last heard of. */
  #name: string | undefined;
  isFollowed = false;
  #isOpen = false;
  /** Whether it waits for its turn to follow anew. */
  #isToJoin = false;
  readonly #mailbox: Mailbox;
  #claiming: NodeJS.Timeout | true | undefined;
  #interest: NodeJS.Timeout | undefined;

  constructor(node: Node, keys: ThreadKeys, use: LeaseUse) {
    this.#node = node;
    this.keys = keys;
    this.#use = use;
    this.#mailbox = new Mailbox({
      hear: (message) => this.#hear(message),
      idle: () => this.settle(),
      isOpen: () => this.#isOpen,
      isUp: () => node.isUp,
      overflowed: () => this.catchUp(),
    });
  }

  get isOwnerAlive(): boolean {
    const { owner = '' } = this.known ?? {};
    return owner === this.#node.id ? this.grant !== undefined : this.#node.alive.has(owner);
  }

  follow(): void {
    if (this.isFollowed) return;
    this.isFollowed = true;
    clearTimeout(this.#interest);
    if (this.#isOpen) return this.catchUp();
    this.#isOpen = true;
    this.#node.leases.set(this.keys.log, this);
    this.rejoin();
  }

  /** Nobody listens here any more: gives the thread up unless it is held here and followed elsewhere. */
  rest(): void {
    if (!this.isFollowed) return;
    this.isFollowed = false;
    this.#unclaim();
    void this.#rest();
  }

  /** Gives up whatever there is. */
  async close(): Promise<void> {
    this.isFollowed = false;
    this.#unclaim();
    clearTimeout(this.#interest);
    await this.#release();
    this.#leave();
  }

  /** Follows anew: what was published meanwhile has not been heard. */
  rejoin(): void {
    if (this.#isToJoin) return;
    this.#isToJoin = true;
    this.#mailbox.persistently(() => this.#node.joins.run(() => this.#join()));
  }

  /** Reads what has not been heard. */
  catchUp(): void {
    this.#mailbox.persistently(() => this.#read());
  }

  /** Runs work, once, between two messages; it can have read what has not been heard. */
  between(work: (read: () => Promise<void>) => Promise<void>): void {
    this.#mailbox.between(() => work(() => this.#read()));
  }

  /** Whoever holds the thread may have changed; claims it where nobody does. */
  settle(): void {
    this.#use.changed();
    if (this.grant && this.#node.isUp && this.grant.epoch !== this.#node.epoch) return void this.reclaim();
    if (!this.isFollowed || this.grant || this.#claiming || this.#node.isDraining) return;
    if (!this.known || this.#mailbox.isBusy || !this.#node.isUp) return;
    const waitMs = waitBeforeClaim(this.#node, this.keys, this.known.owner);
    if (waitMs === undefined) return;
    this.#claiming = setTimeout(() => {
      this.#claiming = true;
      void this.#claim(false).finally(() => (this.#claiming = undefined));
    }, waitMs);
  }

  /** Redis may lack what it has acknowledged: the holder claims anew. */
  async reclaim(): Promise<void> {
    if (!this.grant || this.#claiming) return;
    this.#claiming = true;
    await this.#claim(true).finally(() => (this.#claiming = undefined));
  }

  /** Another instance has taken over: a write was refused. */
  fenced(): void {
    if (!this.grant) return;
    this.#node.wasFenced(this.keys);
    this.#lose();
    this.catchUp();
  }

  /** Lets go of the source, without a word to Redis: it is claimed again once Redis is back. */
  abandon(): void {
    if (this.grant) this.#lose();
  }

  hintHere(about: string): boolean {
    if (this.grant) this.#use.hint(about);
    return this.grant !== undefined;
  }

  /** Something was published. */
  message(message: Buffer): void {
    this.#mailbox.take(message);
  }

  async #join(): Promise<void> {
    this.#isToJoin = false;
    if (!this.#isOpen) return;
    await this.#node.connection.subscribe([this.keys.log]);
    await this.#read();
  }

  async #read(): Promise<void> {
    for (let more = true; more && this.#isOpen;) {
      const { thread, log } = this.keys;
      const state = threadState(await this.#node.connection.run('follow', [thread, log], [this.#use.wanted(), PAGE]));
      this.known = knownOf(state);
      more = this.#use.read(state) || state.entries.length === PAGE;
    }
    const { known, grant } = this;
    this.#name = known?.name ?? this.#name;
    // An older fence is that of a Redis that has forgotten: the claim decides.
    if (grant && known?.name === grant.name && known.fence > grant.fence && known.owner !== this.#node.id) this.#lose();
  }

  #hear(message: Buffer): void {
    const kind = String.fromCharCode(message[0] ?? 0);
    const rest = message.subarray(2);
    if (kind === 'o') this.#hearOwner(rest.toString());
    else if (kind === 's') this.#hearState(rest.toString());
    else if (kind === 'h') this.#hearHint(rest);
    else this.#use.hear(kind, rest);
  }

  #hearOwner(text: string): void {
    const [owner = '', fence = '', name = ''] = text.split(' ');
    if (!this.known || (Number(fence) < this.known.fence && name === this.known.name)) return;
    const isOther = this.#name !== undefined && name !== this.#name;
    this.#name = name;
    this.known = { ...this.known, owner: owner === '-' ? '' : owner, fence: Number(fence), name, state: '' };
    if (this.grant && owner !== this.#node.id && (Number(fence) > this.grant.fence || isOther)) this.#lose();
    if (isOther) this.catchUp();
    else this.settle();
  }

  #hearState(text: string): void {
    this.known = this.known && withState(this.known, text);
    this.#use.changed();
  }

  #hearHint(rest: Buffer): void {
    const at = rest.indexOf(' ');
    if (this.grant)
      takeHints(this.#node, this.keys, [[rest.subarray(0, at).toString(), rest.subarray(at + 1)]], this.#use);
  }

  async #claim(again: boolean): Promise<void> {
    const { id, counts } = this.#node;
    const { owner = '', begun = 0, fence: highest = 0 } = this.known ?? {};
    const result = await claimThread(this.#node, this.keys, Math.max(highest, this.grant?.fence ?? 0));
    if (result === undefined) return; // with the next renewal of the session
    if (typeof result === 'string') {
      if (this.known) this.known = { ...this.known, owner: result };
      if (again) this.fenced();
      return this.#use.changed();
    }
    if (!this.#isOpen || (!this.isFollowed && !again)) return release(this.#node, this.keys, result, this.#use.keptMs);
    counts.claims += 1;
    if (owner !== '' && owner !== id) this.#node.tookOver(this.keys);
    const { fence, name, epoch } = result;
    this.grant = { fence, name, epoch };
    this.#name = name;
    this.known = { begun, owner: id, fence, name, state: '' };
    this.#use.held(result, again);
    this.#use.changed();
    takeHints(this.#node, this.keys, result.hints, this.#use);
  }

  #lose(): void {
    this.grant = undefined;
    this.#use.lost();
    if (!this.isFollowed) this.#leave();
  }

  #unclaim(): void {
    if (typeof this.#claiming !== 'object') return;
    clearTimeout(this.#claiming);
    this.#claiming = undefined;
  }

  async #rest(): Promise<void> {
    // Where Redis does not answer, what is not renewed lapses there.
    const listeners = this.grant ? await this.#node.connection.listeners(this.keys.log).catch(() => 0) : 0;
    if (this.isFollowed) return;
    if (listeners > 1) return void (this.#interest = setTimeout(() => void this.#rest(), INTEREST_MS).unref());
    await this.#release();
    if (!this.isFollowed) this.#leave();
  }

  async #release(): Promise<void> {
    const { grant } = this;
    if (!grant) return;
    this.grant = undefined;
    this.#use.lost();
    await release(this.#node, this.keys, grant, this.#use.keptMs);
  }

  #leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = this.#isToJoin = false;
    this.known = undefined;
    if (this.#node.leases.get(this.keys.log) !== this) return; // the thread is followed anew
    this.#node.leases.delete(this.keys.log);
    this.#node.connection.unsubscribe(this.keys.log).catch(() => undefined);
  }
}
