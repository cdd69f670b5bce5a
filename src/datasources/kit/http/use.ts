/**
 * What an exchange is for; the same status may mean something else for each.
 * - `object`: a read of one object, `list`: of a list, `poll`: one of either that a poller repeats at its own pace
 * - `write`: whatever may change something
 * - `token`: a request for our own access token
 * - `document`: a file that is passed on, `upgrade`: the opening of a WebSocket
 */
export const USES = ['object', 'list', 'write', 'poll', 'token', 'document', 'upgrade'] as const;
export type Use = (typeof USES)[number];
