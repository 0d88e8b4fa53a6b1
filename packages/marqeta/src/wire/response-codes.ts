/** Memo texts of `response.code` (wire-format §11). The list is open; an unknown code is a failure. */
export const RESPONSE_MEMOS: Readonly<Record<string, string>> = {
  '0000': 'Approved or completed successfully',
  '0002': 'Partially approved',
  '1001': 'Card expired',
  '1002': 'Card suspicious',
  '1003': 'Card suspended',
  '1004': 'Card stolen, pick up',
  '1005': 'Card lost',
  '1011': 'Card not found',
  '1012': 'Cardholder not found',
  '1014': 'Account not found for the currency',
  '1015': 'Invalid or unsupported request',
  '1016': 'Not sufficient funds',
  '1017': 'Previously reversed',
  '1018': 'Previously completed',
  '1019': 'Further activity prevents reversal',
  '1022': 'No savings account',
  '1023': 'No checking account',
  '1802': 'Missing fields',
  '1804': 'Invalid card number',
  '1806': 'Card not active',
  '1808': 'Card not configured',
  '1809': 'Incorrect PIN',
  '1810': 'Invalid amount',
  '1812': 'Internal error (TXN)',
  '1813': 'Cardholder not active',
  '1815': 'Cardholder expired',
  '1816': 'Original not found',
  '1817': 'Usage limit reached',
  '1821': 'Invalid merchant',
  '1825': 'Invalid card security code',
  '1830': 'Card account verification success',
  '1831': 'Card not present transactions not allowed',
  '1834': 'Exceeds withdrawal amount limit',
  '1842': 'Account load failed',
  '1864': 'Transactions not allowed from this country',
  '1883': 'JIT response invalid amount.',
  '1884': 'JIT response not sufficient funds.',
  '1885': 'JIT response transaction not permitted.',
  '1886': 'JIT response suspected fraud.',
  '1887': 'JIT response amount limit exceeded.',
  '1888': 'JIT response transaction count limit exceeded.',
  '1889': 'JIT response duplicate transaction.',
};

const SUCCESS: ReadonlySet<string> = new Set(['0000', '0002', '1830']);

/** Only these three mean success (§11). */
export function isSuccessCode(code: string | undefined): boolean {
  return code !== undefined && SUCCESS.has(code);
}
