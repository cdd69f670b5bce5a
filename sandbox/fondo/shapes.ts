/** Optional members according to the contract. */
const OPTIONAL: ReadonlySet<string> = new Set([
  ...['createdDate', 'modifiedDate', 'clientRef', 'executorRef', 'amounts', 'owner', 'positions', 'bankAccounts'],
  ...['closePrice', 'priceDate', 'cost', 'kiid', 'rebate', 'ref', 'refType', 'tradeDate', 'settlementDate', 'text'],
  ...['expiryDate', 'qrImage', 'token', 'reason', 'reasonCode', 'bankTransferRef', 'redirectUrl', 'context'],
]);

/** Enum values not listed in the contract, by member. */
const UNLISTED: Readonly<Record<string, string>> = {
  status: 'under_review',
  accountType: 'pension',
  serviceType: 'roboAdvice',
  transactionType: 'rounding',
  refType: 'loyalty',
};

/** Members set to null where they do not apply, by the member that identifies the kind of the object. */
const NULLED: Readonly<Record<string, readonly string[]>> = {
  orderType: ['clientRef', 'units', 'amount', 'canceledDate'],
  transactionType: ['abortedReason', 'ref', 'clientRef', 'executorRef', 'creditAccount', 'debitAccount', 'text'],
  accountType: ['deletedDate', 'currency'],
  isincode: ['closePrice', 'priceDate', 'rebate', 'cost'],
};

export const omitOptionalMembers = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !OPTIONAL.has(name)));

export const nullOptionalMembers = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [name, OPTIONAL.has(name) ? null : value]),
  );

/** Adds an extra member, nulls and, for about half of the objects (selected by id), unlisted enum values. */
export function addUnknownValues(row: object): object {
  const strange: Record<string, unknown> = { ...row, unlistedMember: { since: 'a later version' } };
  for (const [mark, names] of Object.entries(NULLED)) {
    if (mark in row) for (const name of names) strange[name] ??= null;
  }
  const id = 'id' in row ? String(row.id) : '';
  if (parseInt(id.at(-1) ?? '', 16) % 2 === 1) {
    for (const [name, value] of Object.entries(UNLISTED)) if (name in row) strange[name] = value;
  }
  return strange;
}
