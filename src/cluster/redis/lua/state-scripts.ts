import { FENCE, NOW, PUBLISH, script, type Script } from './script.ts';

/** The steps on states that are polled: what was read, and when. */
export const STATE_SCRIPTS = {
  /**
   * Keeps the state that was polled, and tells the followers.
   * KEYS: thread. ARGV: owner, fence, name, state (empty: the last one still holds), milliseconds before which nobody may
   * read it again (0 shortens no time that is set), life of the thread, channel, the last mark that the holder had heard of when the reading began.
   * Publishes `v <fence> <after> <number> <state>`, or `c <fence> <after> <number>`.
   */
  put: script(
    1,
    `${FENCE}
${NOW}
redis.call('HSET', KEYS[1], 'u', math.max(now + ARGV[5], tonumber(redis.call('HGET', KEYS[1], 'u') or '0')))
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'v', ARGV[4]) end
local at = ARGV[2] .. ' ' .. ARGV[8] .. ' ' .. redis.call('HINCRBY', KEYS[1], 'w', 1)
redis.call('HSET', KEYS[1], 'a', at)
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('${PUBLISH}', ARGV[7], ARGV[4] ~= '' and 'v ' .. at .. ' ' .. ARGV[4] or 'c ' .. at)
return 1`,
  ),

  /**
   * The holder begins to read the state, or was told not to.
   * KEYS: thread. ARGV: owner, fence, name, milliseconds before which nobody else may read it.
   */
  rest: script(
    1,
    `${FENCE}
${NOW}
redis.call('HSET', KEYS[1], 'u', math.max(now + ARGV[4], tonumber(redis.call('HGET', KEYS[1], 'u') or '0')))
return 1`,
  ),

  /**
   * Marks a moment in the readings of a thread: the holder reads as soon as it may, and says of what it reads from then on
   * that it was read after the mark.
   * KEYS: thread. ARGV: channel, least life of the thread. Publishes `m <number> <fence>`, and answers {number, fence}.
   */
  mark: script(
    1,
    `local number = redis.call('HINCRBY', KEYS[1], 'w', 1)
local fence = redis.call('HGET', KEYS[1], 'f') or '0'
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
redis.call('${PUBLISH}', ARGV[1], 'm ' .. number .. ' ' .. fence)
return {number, tonumber(fence)}`,
  ),
} as const satisfies Record<string, Script>;
