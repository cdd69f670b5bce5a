import Big from 'big.js';
import { expectCallback } from '../kit/callback-url.ts';
import { Checks, hasDecimals } from '../kit/checks.ts';
import { wireNumber } from '../kit/decode.ts';
import { ipAddress, IP_EXPECTED, isInternal } from '../kit/ip-address.ts';
import { isReturnUrl, RETURN_EXPECTED } from '../kit/urls.ts';
import type { InputPaths } from './input-paths.ts';
import { faultOfNationalNumber, type Country } from './national-number.ts';
import type { Wire } from './types.ts';

export type NewApplication = Wire['ApplicationCreateRequest'];
export type NewUpgrade = Wire['LimitUpgradeApplicationCreateRequest'];

type Optional<T> = T | null | undefined;

interface CommonInput {
  readonly requestedLimit: string;
  /** Undefined where the caller named none that PayEx knows. */
  readonly language: Wire['LanguageCode'] | undefined;
  readonly ipAddress?: Optional<string>;
  readonly specialIntent?: Optional<string>;
  readonly options?: Optional<{
    readonly customerPreAuthenticated?: Optional<boolean>;
    readonly preAuthorizationAmount?: Optional<string>;
  }>;
}

export interface ApplicationInput extends CommonInput {
  readonly nationalNumber: string;
  readonly country: Country;
  readonly customerNumber?: Optional<string>;
  readonly email?: Optional<string>;
  readonly mobileNumber?: Optional<string>;
  readonly sellerNumber?: Optional<string>;
  readonly pointOfSale?: Optional<string>;
}

export interface UpgradeInput extends CommonInput {
  readonly accountNo: string;
}

/** Our names for the members that PayEx names in a validation problem. */
const COMMON_PATHS: InputPaths = {
  creditLimit: 'requestedLimit',
  languageCode: 'language',
  applicationOptions: 'options',
  'applicationOptions.customerPreAuthenticated': 'options.customerPreAuthenticated',
  'applicationOptions.preAuthorizationAmount': 'options.preAuthorizationAmount',
};
export const APPLICATION_PATHS: InputPaths = {
  ...COMMON_PATHS,
  accountProfile: 'offer',
  emailAddress: 'email',
  customerNo: 'customerNumber',
  msisdn: 'mobileNumber',
  sellerNo: 'sellerNumber',
  nationalConsumerIdentifier: 'nationalNumber',
  'nationalConsumerIdentifier.value': 'nationalNumber',
  'nationalConsumerIdentifier.countryCode': 'country',
};
export const UPGRADE_PATHS: InputPaths = { ...COMMON_PATHS, accountNo: 'accountNumber' };

const MAX_LIMIT = 100_000_000;
const MAX_TEXT = 255;

// The three patterns of the contract, in its own words; the e-mail pattern is the contract's portable form.
const MSISDN = /^[+]\d{4,14}$/;
const EMAIL =
  /^[^;\u00A0\u00D0\u2500@<>\u0000-\u001F\u007F-\u009F]+@(?!\.)(?!.*\.\.)(?:[^;\u00A0\u00D0\u2500@<>\u0000-\u001F\u007F-\u009F]+\.[^;\u00A0\u00D0\u2500@<>\u0000-\u001F\u007F-\u009F]+|\[[A-Fa-f\d:]+\])(?<!\.)$/;
const POINT_OF_SALE = /^[\u0020-\u003A\u003C-\u007E\u00A0-\u00FF\u2019]*$/;

/** A credit limit: 0 to 100,000,000 with at most two decimals, whatever a double makes of it. */
export function checkLimit(checks: Checks, limit: string, at: string): void {
  const within = !limit.startsWith('-') && new Big(limit).lte(MAX_LIMIT);
  checks.expect(within, at, `expected an amount from 0 to ${MAX_LIMIT}`);
  checks.expect(hasDecimals(limit, 2), at, 'expected at most two decimals');
}

export function checkText(checks: Checks, value: Optional<string>, at: string): void {
  const holds = value == null || (value.trim() !== '' && value.length <= MAX_TEXT && !/\p{Cc}/u.test(value));
  checks.expect(holds, at, `expected a text of 1 to ${MAX_TEXT} characters`);
}

/** The address of a person's device as it is sent. (The published pattern is not anchored and checks nothing.) */
function checkIpAddress(checks: Checks, value: Optional<string>, at: string): string | undefined {
  const address = value == null ? undefined : ipAddress(value);
  checks.expect(value == null || address !== undefined, at, IP_EXPECTED);
  return address;
}

/** Who calls: `simulated` has the providers of whom internal addresses do no harm. */
interface CallerAddress {
  readonly remoteAddress: string;
  readonly simulated: ReadonlySet<string>;
}

/**
 * The address of the device of a person: as the caller has sent it, else the one that the caller has. An internal one says
 * that a service calls for the person, or a proxy that is not listed: it is not sent to a live PayEx.
 */
export function deviceAddress(checks: Checks, sent: Optional<string>, caller: CallerAddress, at: string): string {
  if (sent != null) return checkIpAddress(checks, sent, at) ?? '';
  const seen = ipAddress(caller.remoteAddress);
  const isDevice = seen !== undefined && (caller.simulated.has('payex') || !isInternal(seen));
  checks.expect(isDevice, at, `${IP_EXPECTED}: the gateway does not see it (setting TRUSTED_PROXIES)`);
  return seen ?? '';
}

/** Which URLs callers may name: see `urls.ts`. */
export interface UrlPolicy {
  /** Whether http is permitted on a loopback address. */
  readonly loopbackUrls: boolean;
  readonly links: { readonly callbackOrigins: readonly string[] };
}

/** A URL that PayEx is to call: of an origin that the operator has listed. */
export function checkCallback(checks: Checks, callbackUrl: Optional<string>, { links }: UrlPolicy): void {
  if (callbackUrl != null) expectCallback(checks, callbackUrl, 'input.callbackUrl', links.callbackOrigins);
}

/** URLs that a browser or an app returns to: https, or with the scheme of an app. */
export function checkReturnUrls(
  checks: Checks,
  urls: Readonly<Record<string, Optional<string>>>,
  { loopbackUrls }: UrlPolicy,
  at = 'input.',
): void {
  for (const [name, url] of Object.entries(urls))
    checks.expect(url == null || isReturnUrl(url, loopbackUrls), at + name, RETURN_EXPECTED);
}

function common(checks: Checks, input: CommonInput) {
  const { requestedLimit, language, specialIntent, options } = input;
  checkLimit(checks, requestedLimit, 'input.requestedLimit');
  checks.expect(language !== undefined, 'input.language', 'expected one of SV, EN, NO, DA');
  const address = checkIpAddress(checks, input.ipAddress, 'input.ipAddress');
  checkText(checks, specialIntent, 'input.specialIntent');
  const amount = options?.preAuthorizationAmount;
  const isAmount = amount == null || (!amount.startsWith('-') && hasDecimals(amount, 2));
  checks.expect(isAmount, 'input.options.preAuthorizationAmount', 'expected an amount with at most two decimals');
  return {
    creditLimit: wireNumber(requestedLimit),
    languageCode: language as Wire['LanguageCode'],
    ...given('ipAddress', address),
    ...given('specialIntent', specialIntent),
    ...(options && {
      applicationOptions: {
        // Required by PayEx although it has a default.
        customerPreAuthenticated: options.customerPreAuthenticated ?? false,
        ...(amount != null && { preAuthorizationAmount: wireNumber(amount) }),
      },
    }),
  };
}

/** The request of an application. @throws InvalidInput that names every fault. */
export function newApplication(input: ApplicationInput): NewApplication {
  const { nationalNumber, country, customerNumber, email, mobileNumber, sellerNumber, pointOfSale } = input;
  const checks = new Checks();
  const shared = common(checks, input);
  const fault = faultOfNationalNumber(nationalNumber, country);
  checks.expect(fault === undefined, 'input.nationalNumber', fault ?? '');
  checks.expect(
    email == null || (email.length <= 254 && EMAIL.test(email)),
    'input.email',
    'expected an e-mail address',
  );
  const isMobile = mobileNumber == null || MSISDN.test(mobileNumber);
  checks.expect(isMobile, 'input.mobileNumber', 'expected a plus sign and 4 to 14 digits');
  checkText(checks, customerNumber, 'input.customerNumber');
  checkText(checks, sellerNumber, 'input.sellerNumber');
  const named = pointOfSale == null || (POINT_OF_SALE.test(pointOfSale) && pointOfSale.length <= MAX_TEXT);
  checks.expect(named, 'input.pointOfSale', 'expected Latin letters, digits and signs, without a semicolon');
  checks.done();
  return {
    ...shared,
    nationalConsumerIdentifier: { value: nationalNumber, countryCode: country },
    ...given('customerNo', customerNumber),
    ...given('emailAddress', email),
    ...given('msisdn', mobileNumber),
    ...given('sellerNo', sellerNumber),
    ...given('pointOfSale', pointOfSale),
  };
}

/** The request of a limit upgrade. @throws InvalidInput that names every fault. */
export function newUpgrade(input: UpgradeInput): NewUpgrade {
  const checks = new Checks();
  const shared = common(checks, input);
  checkText(checks, input.accountNo, 'input.accountNumber');
  checks.done();
  return { ...shared, accountNo: input.accountNo };
}

const given = <K extends string>(name: K, value: Optional<string>): { [P in K]?: string } =>
  (value == null ? {} : { [name]: value }) as { [P in K]?: string };
