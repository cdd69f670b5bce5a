import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../src/config/index.ts';
import type { ActIntent, ActOutcome } from '../../src/audit-record.ts';
import { startKit, type Kit, type KitOptions } from '../kit/gateway.ts';

type AuditRecord = ActIntent | ActOutcome;

export interface AuditKit extends Kit {
  /** Where it is recorded. */
  readonly file: string;
  /** What was recorded so far, in its order. */
  records(): AuditRecord[];
  /** `placeOrder INTENT`, `placeOrder DONE`, …: each act must have both of its records. */
  told(): string[];
}

/** A gateway that records its acts in a file of its own. */
export async function startAuditKit(options: KitOptions = {}, target?: string): Promise<AuditKit> {
  const file = target ?? join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log');
  const telemetry = { ...loadSettings({}).telemetry, logLevel: 'silent' as const, auditLog: file };
  const kit = await startKit({ ...options, gateway: { telemetry, ...options.gateway } });
  const records = (): AuditRecord[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as AuditRecord);
  return {
    ...kit,
    file,
    records,
    told: () => records().map((one) => `${one.what} ${one.audit === 'INTENT' ? 'INTENT' : one.outcome}`),
  };
}
