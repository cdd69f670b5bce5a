import { NOW, script, type Script } from './script.ts';

/** The steps on single records: states for whoever comes later, tokens, locks. Each has one key, or two of one hash tag. */
export const RECORD_SCRIPTS = {
  /**
   * Keeps a record, unless what is there is newer, or final while this one is not and of the same group.
   * KEYS: record. ARGV: value, moment, `1` if final, group, life. Answers whether it is kept.
   */
  putRecord: script(
    1,
    `local r = redis.call('HMGET', KEYS[1], 's', 'f', 'g')
if r[1] and r[1] > ARGV[2] then return 0 end
if r[2] == '1' and ARGV[3] ~= '1' and r[3] == ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[1], 's', ARGV[2], 'f', ARGV[3], 'g', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1`,
  ),

  /** KEYS: record. Answers its value, or nothing. */
  record: script(1, `return redis.call('HGET', KEYS[1], 'v')`),

  /**
   * Tells what an instance holds, and forgets what was told a minute ago.
   * KEYS: numbers. ARGV: instance, its numbers. Answers instance and numbers in turn, of all.
   */
  numbers: script(
    1,
    `${NOW}
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', now) .. ' ' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], 60000)
local all, fresh = redis.call('HGETALL', KEYS[1]), {}
for at = 1, #all, 2 do
  local told, numbers = string.match(all[at + 1], '^(%d+) (.*)$')
  if told and now - tonumber(told) < 60000 then
    fresh[#fresh + 1] = all[at]
    fresh[#fresh + 1] = numbers
  else
    redis.call('HDEL', KEYS[1], all[at])
  end
end
return fresh`,
  ),

  /** Takes a lock. KEYS: lock. ARGV: by whom, life. Answers whether it was free. */
  lock: script(1, `return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0`),

  /** Gives a lock back, if it is still this one's. KEYS: lock. ARGV: by whom. */
  unlock: script(1, `return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0`),

  /** Keeps a token, if the lock is still this one's, and gives that back. KEYS: token, lock. ARGV: by whom, token, name, life. */
  storeToken: script(
    2,
    `if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[2], 'g', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return redis.call('DEL', KEYS[2])`,
  ),

  /** Forgets a token, if it is this very one. KEYS: token. ARGV: name. */
  rejectToken: script(1, `return redis.call('HGET', KEYS[1], 'g') == ARGV[1] and redis.call('DEL', KEYS[1]) or 0`),

  /** Forgets a record that is final. KEYS: record. */
  forgetFinal: script(
    1,
    `if redis.call('HGET', KEYS[1], 'f') == '1' then return redis.call('DEL', KEYS[1]) end
return 0`,
  ),
} as const satisfies Record<string, Script>;
