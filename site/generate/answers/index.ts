import { aarthik } from './aarthik.ts';
import { fondo } from './fondo.ts';
import { payex } from './payex.ts';
import { play, type Ran } from './stage.ts';

export type { Answer, Ran } from './stage.ts';

/** Runs the operations of these documents as a frontend would; what each of them has answered, by its name. */
export const answersOf = (documents: readonly string[]): Promise<ReadonlyMap<string, Ran>> =>
  play(documents, [fondo, payex, aarthik]);
