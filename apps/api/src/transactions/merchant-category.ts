import codes from 'mcc/mcc_codes.json' with { type: 'json' };

const NAMES = new Map(codes.map(({ mcc, edited_description: name }) => [mcc, name]));

/** What a merchant category code stands for. A code that nobody has named stands for itself. */
export function merchantCategory(mcc: string): string {
  return NAMES.get(mcc) ?? (mcc === '' ? 'Unknown' : `Category ${mcc}`);
}
