import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Token, Tokens } from '../tokens.ts';
import type { Node } from './node.ts';

/** Longer than a fetch may take: whoever holds the lock for longer is gone. */
const LOCK_MS = 15_000;
const LOOK_MS = 100;

/** Tokens that are kept sealed in Redis, each fetched by one instance at a time. */
export class RedisTokens implements Tokens {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  async get(key: string, isFresh: (token: Token) => boolean, fetch: () => Promise<Token>): Promise<Token> {
    const [place, lock] = this.#placesOf(key);
    const mine = randomBytes(12).toString('base64url');
    for (const until = Date.now() + LOCK_MS; Date.now() < until; await delay(LOOK_MS)) {
      let hasLock;
      try {
        const kept = await this.#kept(place);
        if (kept && isFresh(kept)) return kept;
        hasLock = (await this.#node.connection.run('lock', [lock], [mine, LOCK_MS])) === 1;
      } catch {
        return fetch(); // Redis does not answer
      }
      if (!hasLock) continue;
      // Another may have stored one and given the lock back between the two questions.
      const kept = await this.#kept(place).catch(() => undefined);
      return this.#stored(place, lock, mine, kept && isFresh(kept) ? () => Promise.resolve(kept) : fetch);
    }
    return fetch();
  }

  reject(key: string, value: string): void {
    const [place] = this.#placesOf(key);
    this.#node.connection.run('rejectToken', [place], [this.#node.seal.name('token', value)]).catch(() => undefined);
  }

  async #kept(place: string): Promise<Token | undefined> {
    const sealed = await this.#node.connection.run('record', [place], []);
    const text = sealed === null ? undefined : this.#node.open(place, sealed as Buffer);
    return text === undefined ? undefined : (JSON.parse(text) as Token);
  }

  /** Stored only while the lock is still this one's: a slow fetch does not replace what came after it. */
  async #stored(place: string, lock: string, mine: string, fetch: () => Promise<Token>): Promise<Token> {
    const { connection, seal } = this.#node;
    try {
      const token = await fetch();
      const lifeMs = Math.max(1, Math.floor(token.expiresAt - Date.now()));
      const args = [mine, seal.close(place, JSON.stringify(token)), seal.name('token', token.value), lifeMs];
      await connection.run('storeToken', [place, lock], args).catch(() => undefined);
      return token;
    } catch (error) {
      await connection.run('unlock', [lock], [mine]).catch(() => undefined);
      throw error;
    }
  }

  #placesOf(key: string): readonly [place: string, lock: string] {
    const { seal, settings } = this.#node;
    const place = `${settings.prefix}{token}:${seal.name('token-of', key)}`;
    return [place, `${place}:lock`];
  }
}
