import type { CompiledControl, PurchaseInput, PurchaseTraits } from '../controls/compile.ts';
import { decide } from './decide.ts';
import type { Facts } from './facts.ts';
import type { AuthorizationRequest } from './request.ts';
import type { Verdict } from './verdict.ts';

/**
 * Which inputs a control would have to know to speak, and does not. None when what is known settles it: a merchant that is on the list
 * by its name is on it whatever its number.
 */
export function missingFor(
  control: CompiledControl,
  traits: PurchaseTraits,
  unknown: ReadonlySet<PurchaseInput>,
): readonly PurchaseInput[] {
  if (unknown.size === 0 || control.needs.length === 0) return NOTHING;
  const missing = control.needs.filter((input) => unknown.has(input));
  return missing.length > 0 && 'has' in control && control.has(traits) ? NOTHING : missing;
}

const NOTHING: readonly PurchaseInput[] = [];

/** A verdict, or what would have to be known for one. */
export type ForeseenVerdict = { readonly verdict: Verdict; readonly missing: readonly PurchaseInput[] };

export type Foresight = {
  readonly answer: 'YES' | 'NO' | 'IT_DEPENDS';
  readonly verdicts: readonly ForeseenVerdict[];
  /** Index of the verdict that would name a decline. */
  readonly primary: number | null;
  /** What the answer depends on. */
  readonly missing: readonly PurchaseInput[];
};

/**
 * What the gateway would say to a request of which not all is known: never a guess.
 * @param requests one for each category that the merchant may be of, alike otherwise; what they do not agree on is not known
 */
export function foresee(
  [request, ...alike]: readonly [AuthorizationRequest, ...AuthorizationRequest[]],
  facts: Facts,
  unknown: ReadonlySet<PurchaseInput>,
): Foresight {
  const byId = new Map(facts.controls.map((control) => [control.id, control]));
  const others = alike.map((each) => decide(each, facts).verdicts);
  const verdicts = decide(request, facts).verdicts.map((verdict, i): ForeseenVerdict => {
    const control = verdict.controlId === undefined ? undefined : byId.get(verdict.controlId);
    const missing = control === undefined ? NOTHING : missingFor(control, request.traits, unknown);
    return { verdict, missing: others.every((other) => other[i]?.outcome === verdict.outcome) ? missing : [...missing, 'MCC'] };
  });
  const refusing = verdicts.findIndex(({ verdict, missing }) => verdict.outcome === 'REFUSED' && missing.length === 0);
  // A control in shadow stands in nobody's way, whatever it would say.
  const open = verdicts.flatMap(({ verdict, missing }) => (byId.get(verdict.controlId ?? '')?.mode === 'SHADOW' ? NOTHING : missing));
  const answer = refusing !== -1 ? 'NO' : open.length > 0 ? 'IT_DEPENDS' : 'YES';
  return { answer, verdicts, primary: refusing === -1 ? null : refusing, missing: open };
}
