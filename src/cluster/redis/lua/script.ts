/** A step that Redis does at once: the number of its keys, and its text in Lua. */
export interface Script {
  readonly keys: number | 'any';
  readonly lua: string;
}

export const script = (keys: Script['keys'], lua: string): Script => ({ keys, lua });

/** The publishing command, as it stands in every script: see `onCluster`. */
export const PUBLISH = 'PUBLISH';

/** A script for a cluster, which publishes sharded: a channel belongs to the slot of its name, which is that of the keys. */
export const onCluster = (lua: string): string => lua.replaceAll(`'${PUBLISH}'`, "'SPUBLISH'");

/** The clock of the server, in milliseconds: `now`. */
export const NOW = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/** KEYS[1] is the thread, ARGV[1] to [3] are owner, fence and name. */
export const FENCE = `
local held = redis.call('HMGET', KEYS[1], 'o', 'f', 'n')
if held[1] ~= ARGV[1] or held[2] ~= ARGV[2] or held[3] ~= ARGV[3] then return redis.error_reply('FENCED') end`;
