import { createHash, timingSafeEqual } from 'node:crypto';
import { ControlError } from './errors.ts';

export interface Access {
  /** `SANDBOX_CONTROL_TOKEN`. */
  readonly token: string | undefined;
  /** Whether somebody else than this machine may reach the gateway. */
  readonly exposed: boolean;
}

/**
 * Throws where the control is not for who asks. Host name, origin and content type were judged by the gateway, as for
 * an operation.
 */
export function checkAccess({ token, exposed }: Access, authorization = ''): void {
  if (token === undefined) {
    if (exposed) throw new ControlError('CONTROL_TOKEN_REQUIRED', CLOSED);
    return;
  }
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (!timingSafeEqual(digest(given), digest(token))) throw new ControlError('CONTROL_TOKEN_REQUIRED', NEEDED);
}

/** Of equal length, whatever was given. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const CLOSED =
  'This gateway is reachable from elsewhere: its sandbox can be controlled once SANDBOX_CONTROL_TOKEN is set.';
const NEEDED = 'The control of this sandbox needs its token: `authorization: Bearer <SANDBOX_CONTROL_TOKEN>`.';
