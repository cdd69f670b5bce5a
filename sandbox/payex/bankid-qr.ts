import { createHmac } from 'node:crypto';

/**
 * Content of the animated BankID QR code: `bankid.<qrStartToken>.<seconds>.<qrAuthCode>`, where
 * the code is the HMAC-SHA256 of the whole seconds since the order was made, in hexadecimal.
 * Source: BankID relying party guidelines, "QR code" (animated QR codes).
 */
export function bankIdQrText(qrStartToken: string, qrStartSecret: string, seconds: number): string {
  const qrAuthCode = createHmac('sha256', qrStartSecret).update(String(seconds)).digest('hex');
  return ['bankid', qrStartToken, seconds, qrAuthCode].join('.');
}
