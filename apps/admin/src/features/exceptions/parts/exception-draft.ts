import type { ExceptionRowFragment, GrantExceptionInput, MerchantMatchBy, MerchantMatchInput } from '../../../gql/graphql.ts';

/** The least that would have let a purchase through. */
export interface LeastException {
  /** Null for any merchant. */
  merchant: (MerchantMatchInput & { name: string }) | null;
  /** Minor units. */
  amountMinor: string;
}

/** How long it lasts: so many minutes, or as many as are typed. */
export type Lasts = '15' | '60' | '1440' | 'OWN';

/** What the dialog's fields hold. */
export interface ExceptionDraft {
  /** At the merchant of the purchase, at one that is named, or at any. */
  where: 'THERE' | 'NAMED' | 'ANY';
  by: MerchantMatchBy;
  value: string;
  /** Undefined while empty, null while it is no amount. */
  amountMinor: string | null | undefined;
  lasts: Lasts;
  /** Of a time that is typed. */
  minutes: number | undefined;
  uses: number | undefined;
}

const MOST_MINUTES = 7 * 24 * 60;
const MOST_USES = 20;
export const bounds = { minutes: MOST_MINUTES, uses: MOST_USES };

/** Begins with the least that does: one purchase, within the hour, of the merchant and the amount that were declined. */
export function draftOf(least: LeastException | undefined): ExceptionDraft {
  const where = least === undefined ? 'NAMED' : least.merchant === null ? 'ANY' : 'THERE';
  return { where, by: 'NAME', value: '', amountMinor: least?.amountMinor, lasts: '60', minutes: undefined, uses: 1 };
}

export type ExceptionField = 'merchant' | 'amountMinor' | 'minutes' | 'uses';

/** The fields that say nothing, or nothing that could be granted. */
export function faultsOf(draft: ExceptionDraft): ReadonlySet<ExceptionField> {
  const wrong: Readonly<Record<ExceptionField, boolean>> = {
    merchant: draft.where === 'NAMED' && draft.value.trim() === '',
    amountMinor: draft.amountMinor == null || /^0*$/.test(draft.amountMinor),
    minutes: !isWithin(minutesOf(draft), MOST_MINUTES),
    uses: !isWithin(draft.uses, MOST_USES),
  };
  return new Set((Object.keys(wrong) as ExceptionField[]).filter((field) => wrong[field]));
}

function minutesOf({ lasts, minutes }: Pick<ExceptionDraft, 'lasts' | 'minutes'>): number | undefined {
  return lasts === 'OWN' ? minutes : Number(lasts);
}

type Wish = Pick<GrantExceptionInput, 'merchant' | 'amountMinor' | 'minutes' | 'uses'>;

/** What is asked for, or null while a field is missing or cannot be read. */
export function wishOf(draft: ExceptionDraft, least: LeastException | undefined): Wish | null {
  const { amountMinor, uses } = draft;
  const minutes = minutesOf(draft);
  if (faultsOf(draft).size > 0 || amountMinor == null || minutes === undefined || uses === undefined) return null;
  return { merchant: merchantOf(draft, least), amountMinor, minutes, uses };
}

function merchantOf({ where, by, value }: ExceptionDraft, least: LeastException | undefined): MerchantMatchInput | null {
  if (where === 'NAMED') return { by, value: value.trim() };
  if (where === 'ANY' || !least?.merchant) return null;
  return { by: least.merchant.by, value: least.merchant.value };
}

type Exception = Pick<ExceptionRowFragment, 'merchant' | 'amount' | 'expiresAt' | 'uses' | 'usedCount'>;

export function isOpen({ expiresAt, uses, usedCount }: Exception, now: Date): boolean {
  return usedCount < uses && new Date(expiresAt) > now;
}

/** Whether an exception lets the same purchase through now. A merchant's name with stars in it is not looked into. */
export function letsThrough(exception: Exception, least: LeastException, currency: string, now: Date): boolean {
  const { merchant, amount } = exception;
  const isThere = merchant === null || (merchant?.by === least.merchant?.by && merchant?.value === least.merchant?.value);
  return isOpen(exception, now) && isThere && amount.currency === currency && BigInt(amount.minor) >= BigInt(least.amountMinor);
}

function isWithin(number: number | undefined, most: number): boolean {
  return number !== undefined && Number.isInteger(number) && number >= 1 && number <= most;
}
