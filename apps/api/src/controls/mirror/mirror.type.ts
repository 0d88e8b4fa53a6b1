import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../platform/graphql/scalars.ts';
import type { NotMirrored } from './mirrored.ts';
import type { ControlMirror } from './mirror-state.ts';

const ControlMirrorStates = {
  NOT_MIRRORED: 'NOT_MIRRORED',
  WAITING: 'WAITING',
  MIRRORED: 'MIRRORED',
  DIFFERS: 'DIFFERS',
} as const satisfies { readonly [State in ControlMirror['state']]: State };
registerEnumType(ControlMirrorStates, {
  name: 'ControlMirrorState',
  description: 'How a control stands at Marqeta.',
  valuesConfig: {
    NOT_MIRRORED: { description: 'It is ours alone.' },
    WAITING: { description: 'Marqeta is to be told.' },
    MIRRORED: { description: 'Marqeta has it, wide enough that what we approve never fails there.' },
    DIFFERS: { description: 'Marqeta has something else, or refused it.' },
  },
});

const NotMirroredReasons = {
  INACTIVE: 'INACTIVE',
  SHADOW: 'SHADOW',
  SCOPE: 'SCOPE',
  STOPS_NOTHING: 'STOPS_NOTHING',
  KIND: 'KIND',
} as const satisfies {
  readonly [Reason in NotMirrored]: Reason;
};
registerEnumType(NotMirroredReasons, {
  name: 'NotMirroredReason',
  description: 'Why Marqeta has nothing of a control.',
  valuesConfig: {
    INACTIVE: { description: 'It is switched off, or was removed.' },
    SHADOW: { description: 'It only watches, and at Marqeta it would decline.' },
    SCOPE: { description: 'Marqeta has no controls of one card, nor of a team.' },
    STOPS_NOTHING: { description: 'There is no merchant category that it stops.' },
    KIND: { description: 'Marqeta has no control of this kind.' },
  },
});

@ObjectType('ControlMirror', { description: 'How a control stands at Marqeta, for when it decides without us.', simpleResolvers: true })
export class ControlMirrorType implements ControlMirror {
  @Field(() => ControlMirrorStates, { description: 'Of all that Marqeta is to have of it, the worst: what differs before what waits.' })
  readonly state: ControlMirror['state'];
  @Field(() => NotMirroredReasons, { nullable: true, description: 'Why it is ours alone; null unless NOT_MIRRORED.' })
  readonly reason: NotMirrored | null;
  @Field(() => String, { nullable: true, description: 'Error code with which Marqeta refused it; null when it did not.' })
  readonly refusal: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When all of it was last compared; null when some of it never was.' })
  readonly checkedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last found otherwise; it may be put right since.' })
  readonly differedAt: Date | null;
  @Field(() => Int, { description: 'How many times Marqeta was found to have something else than it took from us.' })
  readonly timesDiffered: number;
}
