import { LIMIT_SCRIPTS } from './limit-scripts.ts';
import { RECORD_SCRIPTS } from './record-scripts.ts';
import { FENCE, NOW, PUBLISH, script, type Script } from './script.ts';
import { STATE_SCRIPTS } from './state-scripts.ts';

/**
 * The steps that Redis does at once. Every key of a script has the same hash tag, and all are declared. Times are those of
 * the server, in milliseconds. A write of a holder is refused with the error `FENCED` unless the thread still belongs to
 * that holder, under that fence.
 *
 * Fields of a thread: `o` owner (empty: nobody), `f` fence, `n` name of its log, `l` position of its last event
 * (`<fence>-<number>`; numbers rise by one, whatever the fence), `m` note of its holders, `st` state of its source (`B` begun, `L` live, `D` not live), `b` fence that has begun, `c` id of the
 * last append, `tr` position of the last event that was trimmed, `y` bytes of its log. Of a state that is polled: `v` the
 * last one, `a` when that was read and written (`<fence> <after> <number>`, see `ReadAt`), `w` the number of the last write
 * or mark, `u` the moment before which nobody may read it again.
 */
export const SCRIPTS = {
  ...RECORD_SCRIPTS,
  ...LIMIT_SCRIPTS,
  ...STATE_SCRIPTS,

  /**
   * Renews the session of an instance, and forgets those that ended a minute ago.
   * KEYS: instances, those that drain. ARGV: instance, length of a session, `1` if it drains, channel or ''.
   * Answers the instances that live, and those that drain.
   */
  beat: script(
    2,
    `${NOW}
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000)
redis.call('PEXPIRE', KEYS[1], 600000)
if ARGV[3] == '1' then redis.call('ZADD', KEYS[2], now, ARGV[1]) end
redis.call('PEXPIRE', KEYS[2], 600000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - 600000)
if ARGV[4] ~= '' then redis.call('${PUBLISH}', ARGV[4], ARGV[1]) end
return {redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf'), redis.call('ZRANGE', KEYS[2], 0, -1)}`,
  ),

  /**
   * What a follower has to know.
   * KEYS: thread, its log. ARGV: the first event wanted (`-`: all; `(<id>`: behind that one; ``: none), at most so many.
   * Answers o, f, n, l, st, b, tr, v, a, and the events as [id, [field, value, …]].
   */
  follow: script(
    2,
    `local r = redis.call('HMGET', KEYS[1], 'o', 'f', 'n', 'l', 'st', 'b', 'tr', 'v', 'a')
r[10] = {}
if ARGV[1] ~= '' then r[10] = redis.call('XRANGE', KEYS[2], ARGV[1], '+', 'COUNT', ARGV[2]) end
return r`,
  ),

  /** What a log ends with, the last event first. KEYS: log. ARGV: `+`, or `(<id>`: before that one; at most so many. */
  back: script(1, `return redis.call('XREVRANGE', KEYS[1], ARGV[1], '-', 'COUNT', ARGV[2])`),

  /**
   * Makes an instance the holder, unless another one that lives and does not drain is.
   * KEYS: instances, those that drain, thread, notes of its objects, hints. ARGV: instance, name for a new log, life of the
   * thread, channel, the highest fence that the instance knows, length of a session, which is renewed here: an instance
   * renews it where it holds something. A fence is a moment: it is higher than those that a failover has lost, of which
   * the instance may not have heard.
   * Answers {0, owner}, or {1, fence, name, note, id of the last append, notes, hints, milliseconds before which nobody may
   * read its state, number of its last mark}. Publishes `o <owner> <fence> <name>`.
   */
  claim: script(
    5,
    `${NOW}
local owner = redis.call('HGET', KEYS[3], 'o')
if owner and owner ~= '' and owner ~= ARGV[1] then
  local ends = redis.call('ZSCORE', KEYS[1], owner)
  if ends and tonumber(ends) > now and not redis.call('ZSCORE', KEYS[2], owner) then return {0, owner} end
end
redis.call('HSETNX', KEYS[3], 'n', ARGV[2])
redis.call('ZADD', KEYS[1], now + ARGV[6], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 600000)
local fence = math.max(tonumber(redis.call('HGET', KEYS[3], 'f') or '0') + 1, ARGV[5] + 1, now)
fence = string.format('%.0f', fence)
redis.call('HSET', KEYS[3], 'o', ARGV[1], 'st', '', 'f', fence)
redis.call('PEXPIRE', KEYS[3], ARGV[3])
local r = redis.call('HMGET', KEYS[3], 'n', 'm', 'c', 'u', 'w')
redis.call('${PUBLISH}', ARGV[4], 'o ' .. ARGV[1] .. ' ' .. fence .. ' ' .. r[1])
return {1, tonumber(fence), r[1], r[2], r[3], redis.call('HGETALL', KEYS[4]), redis.call('HGETALL', KEYS[5]),
  math.max(0, tonumber(r[4] or '0') - now), tonumber(r[5] or '0')}`,
  ),

  /**
   * Adds events and notes of the holder, once for each id of an append: one whose answer was lost may be sent again.
   * KEYS: thread, log, notes of its objects. ARGV: owner, fence, name, id, life of the thread, most events, most bytes and
   * longest age of the log, note of the thread or '', number of events, of notes and of forgotten objects; the events;
   * object and note in turn; the forgotten objects.
   * Publishes `e <fence>-<number> <event>` for each event. Answers 0 where the append has been done before.
   */
  append: script(
    3,
    `${FENCE}
local state = redis.call('HMGET', KEYS[1], 'l', 'c', 'y')
if state[2] == ARGV[4] then return 0 end
local last, bytes = state[1] or '0-0', tonumber(state[3] or '0')
local seq = tonumber(string.match(last, '%d+$'))
${NOW}
local events, notes, forgotten = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local at = 13
for _ = 1, events do
  seq = seq + 1
  bytes = bytes + #ARGV[at]
  last = ARGV[2] .. '-' .. string.format('%d', seq)
  redis.call('XADD', KEYS[2], last, 't', now, 'd', ARGV[at])
  redis.call('${PUBLISH}', KEYS[2], 'e ' .. last .. ' ' .. ARGV[at])
  at = at + 1
end
for _ = 1, notes do
  redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
  at = at + 2
end
for _ = 1, forgotten do
  redis.call('HDEL', KEYS[3], ARGV[at])
  at = at + 1
end
if ARGV[9] ~= '' then redis.call('HSET', KEYS[1], 'm', ARGV[9]) end
if events > 0 then
  local length = redis.call('XLEN', KEYS[2])
  local function fits(entry)
    local isYoung = tonumber(entry[2][2]) >= now - ARGV[8]
    return isYoung and length <= tonumber(ARGV[6]) and bytes <= tonumber(ARGV[7])
  end
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
  if not fits(oldest[1]) then oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', events + 8) end
  local trimmed
  for _, entry in ipairs(oldest) do
    if fits(entry) then break end
    trimmed = entry[1]
    length = length - 1
    bytes = bytes - #entry[2][4]
  end
  if trimmed then
    redis.call('XTRIM', KEYS[2], 'MINID', trimmed)
    redis.call('XDEL', KEYS[2], trimmed)
    redis.call('HSET', KEYS[1], 'tr', trimmed)
  end
end
redis.call('HSET', KEYS[1], 'l', last, 'y', string.format('%d', bytes), 'c', ARGV[4])
for key = 1, 3 do redis.call('PEXPIRE', KEYS[key], ARGV[5]) end
return 1`,
  ),

  /**
   * Tells the followers the state of the source.
   * KEYS: thread. ARGV: owner, fence, name, state, channel. Publishes `s <state> <fence>`.
   */
  state: script(
    1,
    `${FENCE}
redis.call('HSET', KEYS[1], 'st', ARGV[4])
if ARGV[4] == 'B' then redis.call('HSET', KEYS[1], 'b', ARGV[2]) end
redis.call('${PUBLISH}', ARGV[5], 's ' .. ARGV[4] .. ' ' .. ARGV[2])
return 1`,
  ),

  /**
   * Gives the thread up: whoever needs it may claim it.
   * KEYS: thread. ARGV: owner, fence, name, channel, least life of the thread from now on: it lasts until its state may be
   * read again. Publishes `o - <fence> <name>`.
   */
  release: script(
    1,
    `${FENCE}
${NOW}
redis.call('HSET', KEYS[1], 'o', '', 'st', '')
redis.call('PEXPIRE', KEYS[1], math.max(ARGV[5], tonumber(redis.call('HGET', KEYS[1], 'u') or '0') - now))
redis.call('${PUBLISH}', ARGV[4], 'o - ' .. ARGV[2] .. ' ' .. ARGV[3])
return 1`,
  ),

  /** Renews the life of what is held. KEYS: thread, log, notes, hints. ARGV: owner, fence, name, life of the thread. */
  keep: script(
    4,
    `${FENCE}
for key = 1, 4 do redis.call('PEXPIRE', KEYS[key], ARGV[4]) end
return 1`,
  ),

  /**
   * Ends the thread for everybody, and forgets it, but for the moment before which nobody may read its state again, and
   * until then the last state, where it still holds.
   * KEYS: thread, log, notes, hints. ARGV: owner, fence, name, why, `1` if the last state still holds. Publishes `x <why>`.
   */
  finish: script(
    4,
    `${FENCE}
${NOW}
local r = redis.call('HMGET', KEYS[1], 'u', 'v', 'a')
local rest = tonumber(r[1] or '0') - now
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
if rest > 0 then
  redis.call('HSET', KEYS[1], 'u', r[1])
  if ARGV[5] == '1' and r[2] then redis.call('HSET', KEYS[1], 'v', r[2], 'a', r[3]) end
  redis.call('PEXPIRE', KEYS[1], rest)
end
redis.call('${PUBLISH}', KEYS[2], 'x ' .. ARGV[4])
return 1`,
  ),

  /**
   * Leaves a hint for the holder, the present one or the next.
   * KEYS: thread, hints, log. ARGV: hint, what it is about, life of the hint, `1` if it is kept also where there is no
   * thread. Publishes `h <hint> <what it is about>`. Answers whether it is kept.
   */
  hint: script(
    3,
    `if ARGV[4] ~= '1' and redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HLEN', KEYS[2]) >= 1000 and redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
redis.call('${PUBLISH}', KEYS[3], 'h ' .. ARGV[1] .. ' ' .. ARGV[2])
return 1`,
  ),

  /** Tells all instances. KEYS: channel. ARGV: message. */
  tell: script(1, `return redis.call('${PUBLISH}', KEYS[1], ARGV[1])`),

  /** Forgets a hint that the holder has taken, unless it was left anew. KEYS: hints. ARGV: hint, what it was about. */
  taken: script(
    1,
    `if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end
return 0`,
  ),
} as const satisfies Record<string, Script>;

export type ScriptName = keyof typeof SCRIPTS;
