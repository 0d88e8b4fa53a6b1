import { Card } from './card.entity.ts';
import { CardEvent } from './card-event.entity.ts';
import { CardProgram } from './card-program.entity.ts';

export const cardEntities = [Card, CardEvent, CardProgram] as const;
