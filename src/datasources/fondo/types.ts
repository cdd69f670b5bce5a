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
export type KycStatus = Schemas['KycStatus'];
export type AgreementType = Schemas['AgreementType'];
export type AllocationPlan = Owned<Schemas['AllocationPlan']>;
export type Custodian = Schemas['Custodian'];
export type CashTransaction = Owned<Identified<Schemas['CashTransaction']>>;
export type FundTransaction = Owned<Identified<Schemas['FundTransaction']>>;
export type Order = Owned<Identified<Schemas['Order']>>;
export type Journey = Owned<Identified<Schemas['Journey']>>;
export type Instrument = Schemas['Instrument'];
export type PaymentInstruction = Owned<Schemas['PaymentInstruction']>;
export type Payment = Owned<Identified<Schemas['Payment']>>;
export type SwishSession = Schemas['SwishDepositSession'];
export type SwishStatus = Schemas['SwishDepositStatus'];

export type ClientCreateRequest = Schemas['ClientCreateRequest'];
export type ClientUpdateRequest = Schemas['ClientUpdateRequest'];
export type OrderRequest = Schemas['OrderRequest'];
export type OrderWithdrawalRequest = Schemas['OrderWithdrawalRequest'];
export type JourneyRequest = Schemas['JourneyRequest'];
export type WithdrawalRequest = Schemas['WithdrawalRequest'];
export type SwishDepositRequest = Schemas['SwishDepositRequest'];
export type PaymentInstructionRequest = Schemas['PaymentInstructionRequest'];
export type TokenResponse = Schemas['TokenResponse'];
export type Pong = Schemas['Pong'];
