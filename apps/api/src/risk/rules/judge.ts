import { RISK_RULES, type RiskRule, type RiskValues } from '@afc/words';
import { declinesInARow, dormantCard, impossibleTravel } from './card-rules.ts';
import { merchantRing, velocity } from './company-rules.ts';
import { firstCountry, roundAmounts, structuring } from './person-rules.ts';
import type { Past, PurchaseAtMerchant, Rule } from './purchase.ts';
import type { RuleSettings } from './thresholds.ts';

const RULES: { readonly [Name in RiskRule]: Rule<Name> } = {
  VELOCITY: velocity,
  STRUCTURING: structuring,
  ROUND_AMOUNTS: roundAmounts,
  FIRST_COUNTRY: firstCountry,
  IMPOSSIBLE_TRAVEL: impossibleTravel,
  DORMANT_CARD: dormantCard,
  DECLINES_IN_A_ROW: declinesInARow,
  MERCHANT_RING: merchantRing,
};

/** What a rule found in a purchase. */
export type Finding = { readonly rule: RiskRule; readonly values: RiskValues[RiskRule] };

/** What the company's rules find in a purchase after it was decided. Nothing is declined by them. */
export function judge(purchase: PurchaseAtMerchant, past: Past, settings: RuleSettings): Finding[] {
  return RISK_RULES.flatMap((rule) => {
    const values = settings[rule].isOn ? apply(rule, purchase, past, settings) : null;
    return values === null ? [] : [{ rule, values }];
  });
}

/** The rules that look at what a purchase costs, which is not always known when it is first judged. */
const OF_PRICE: readonly RiskRule[] = ['ROUND_AMOUNTS'];

/** What they find once the price is known. */
export function judgePrice(purchase: PurchaseAtMerchant, past: Past, settings: RuleSettings): Finding[] {
  return judge(purchase, past, settings).filter(({ rule }) => OF_PRICE.includes(rule));
}

function apply<Name extends RiskRule>(
  name: Name,
  purchase: PurchaseAtMerchant,
  past: Past,
  settings: RuleSettings,
): RiskValues[Name] | null {
  const rule: Rule<Name> = RULES[name];
  return rule(purchase, past, settings[name].thresholds);
}
