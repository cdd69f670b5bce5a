import { encoded } from '../../datasources/kit/http/address.ts';

/**
 * The link that opens the BankID app on the device where it is followed. Without `redirect` the app does not return to
 * the caller (BankID's value for that is `null`).
 */
export function launchUrl(token: string, form: 'APP_LINK' | 'SCHEME', redirect: string | null | undefined): string {
  const query = `?autostarttoken=${encoded(token)}&redirect=${redirect ? encoded(redirect) : 'null'}`;
  return form === 'APP_LINK' ? `https://app.bankid.com/${query}` : `bankid:///${query}`;
}
