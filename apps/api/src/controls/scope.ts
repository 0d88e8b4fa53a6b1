/** From the most specific to the least: the order in which a refusal names the decline. */
export const SCOPES = ['CARD', 'PERSON', 'TEAM', 'CARD_PROGRAM', 'COMPANY'] as const;
export type ControlScope = (typeof SCOPES)[number];
