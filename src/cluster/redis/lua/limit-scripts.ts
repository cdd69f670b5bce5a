import { NOW, script, type Script } from './script.ts';

/** ARGV[1] and [2] are tokens per second and most tokens. Fields of a bucket: `t` its tokens, `a` at which moment. */
const BUCKET = `${NOW}
local rate, burst = tonumber(ARGV[1]) / 1000, tonumber(ARGV[2])
local function tokensOf(key)
  local b = redis.call('HMGET', key, 't', 'a')
  return math.min(burst, tonumber(b[1] or burst) + math.max(0, now - tonumber(b[2] or now)) * rate)
end
local function keep(key, tokens)
  redis.call('HSET', key, 't', string.format('%.6f', tokens), 'a', string.format('%d', now))
  redis.call('PEXPIRE', key, string.format('%d', math.min(86400000, (burst - tokens) / rate + 1000)))
end`;

/** The steps on buckets of tokens; one that is full need not be remembered. */
export const LIMIT_SCRIPTS = {
  /**
   * Takes from buckets what was spent.
   * KEYS: buckets of one hash tag. ARGV: tokens per second, most tokens, what was spent of each. Answers what is left of
   * each, in thousandths.
   */
  settle: script(
    'any',
    `${BUCKET}
local left = {}
for at, key in ipairs(KEYS) do
  local tokens = math.max(-burst, tokensOf(key) - tonumber(ARGV[at + 2]))
  keep(key, tokens)
  left[at] = math.floor(tokens * 1000)
end
return left`,
  ),

  /**
   * Takes tokens that are there.
   * KEYS: bucket. ARGV: tokens per second, most tokens; in turn what there must be at least and how many are asked for.
   * Answers how many are granted of each, and what is left, in thousandths.
   */
  lease: script(
    1,
    `${BUCKET}
local tokens = tokensOf(KEYS[1])
local reply = {}
for at = 3, #ARGV, 2 do
  local least, granted = math.max(1, tonumber(ARGV[at])), 0
  if tokens >= least then granted = math.min(tonumber(ARGV[at + 1]), math.floor(tokens - least) + 1) end
  tokens = tokens - granted
  reply[#reply + 1] = granted
end
keep(KEYS[1], tokens)
reply[#reply + 1] = math.floor(tokens * 1000)
return reply`,
  ),
} as const satisfies Record<string, Script>;
