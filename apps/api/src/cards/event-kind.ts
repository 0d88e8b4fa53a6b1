/** Marqeta's type of a transition (wire-format §5.8) as it stands in a card's history: `state.activated` is `issuer.activated`. */
export function eventKindOf(type: string): string {
  return type.startsWith('state.') ? `issuer.${type.slice('state.'.length)}` : type;
}
