import type { components } from '../../../contracts/fondo.ts';

type Schemas = components['schemas'];

/** Fondo's objects as they come off the wire; most do not name the client that they were asked for under. */
export type Owned<T> = T & { clientId: string };
/** An object whose id is known: the contract calls it optional, every answer has it. */
type Identified<T> = T & { id: string; sortedId: string };

export type Client = Identified<Schemas['Client']>;
export type Account = Owned<Identified<Schemas['Account']>>;
export type Position = Schemas['Position'];
export type BankAccount = Schemas['BankAccount'];
export type Order = Owned<Identified<Schemas['Order']>>;
export type Journey = Owned<Identified<Schemas['Journey']>>;
export type Instrument = Schemas['Instrument'];
export type OrderRequest = Schemas['OrderRequest'];
export type JourneyRequest = Schemas['JourneyRequest'];
export type TokenResponse = Schemas['TokenResponse'];
export type Pong = Schemas['Pong'];
