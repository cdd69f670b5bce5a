import type { components } from '../../contracts/payex.ts';

/** The schemas of the contract by name. */
export type Wire = components['schemas'];
export type Status = Wire['ApplicationStatus'];
export type Country = 'SE' | 'NO' | 'DK' | 'FI';
export type Kind = 'Application' | 'LimitUpgradeApplication';
