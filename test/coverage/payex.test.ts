import { startPayexKit } from '../schema/payex/kit.ts';
import { holdCoverage } from './coverage.ts';
import { PAYEX_COVERAGE } from './payex-table.ts';

holdCoverage('payex', PAYEX_COVERAGE, () => startPayexKit({ gateway: { backOffice: true, streams: {} } }));
