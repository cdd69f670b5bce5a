/** Members that the contract does not require, and that may therefore be missing one day. */
const OPTIONAL: ReadonlySet<string> = new Set([
  ...['createdDate', 'modifiedDate', 'clientRef', 'executorRef', 'amounts', 'owner', 'positions', 'bankAccounts'],
  ...['closePrice', 'priceDate', 'cost', 'kiid', 'rebate', 'ref', 'refType', 'tradeDate', 'settlementDate', 'text'],
  ...['expiryDate', 'qrImage', 'token', 'reason', 'reasonCode', 'bankTransferRef', 'redirectUrl', 'context'],
]);

/** Values that the contract does not list, by member. */
const UNLISTED: Readonly<Record<string, string>> = {
  status: 'under_review',
  accountType: 'pension',
  serviceType: 'roboAdvice',
  transactionType: 'rounding',
  refType: 'loyalty',
};

/** Members that become null where they do not apply, by a member that tells the object's kind. */
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

/** An extra member, nulls, and for about half of the objects (by id, so always the same ones) unlisted values. */
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
