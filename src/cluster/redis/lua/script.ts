/** A step that Redis does at once: the number of its keys, and its text in Lua. */
export interface Script {
  readonly keys: number;
  readonly lua: string;
}

export const script = (keys: number, lua: string): Script => ({ keys, lua });
