import { expect, test } from 'vitest';
import { type CardStanding, cardState } from './card-state.ts';

const good: CardStanding = { status: 'ACTIVE', issuerStatus: 'ACTIVE', waitingForIssuer: false };

test.each<[string, Partial<CardStanding>, string]>([
  ['both sides say so', {}, 'active'],
  ['we froze it and the issuer knows', { status: 'SUSPENDED', issuerStatus: 'SUSPENDED' }, 'frozen'],
  ['we froze it and the issuer does not know yet', { status: 'SUSPENDED', waitingForIssuer: true }, 'frozen'],
  ['we unfroze it and the issuer does not know yet', { issuerStatus: 'SUSPENDED', waitingForIssuer: true }, 'waiting'],
  ['the issuer stopped it by itself', { issuerStatus: 'SUSPENDED' }, 'pausedByIssuer'],
  ['the issuer limits it', { issuerStatus: 'LIMITED' }, 'pausedByIssuer'],
  ['the issuer does not have it yet', { status: 'UNACTIVATED', issuerStatus: 'REQUESTED', waitingForIssuer: true }, 'waiting'],
  ['the issuer refused to make it', { issuerStatus: 'REQUESTED' }, 'refused'],
  ['it has arrived and waits for its holder', { status: 'UNACTIVATED', issuerStatus: 'UNACTIVATED' }, 'notActivated'],
  ['we closed it', { status: 'TERMINATED', waitingForIssuer: true }, 'closed'],
  ['the issuer closed it', { issuerStatus: 'TERMINATED' }, 'closed'],
])('when %s, a holder reads the card as it binds', (_when, but, state) => {
  expect(cardState({ ...good, ...but })).toBe(state);
});
