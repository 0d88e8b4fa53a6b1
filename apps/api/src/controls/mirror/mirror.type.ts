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
  valuesConfig: {
    SCOPE: { description: 'Marqeta has no controls of one card, nor of a team.' },
    KIND: { description: 'Marqeta has no control of this kind.' },
  },
});

@ObjectType('ControlMirror', { description: 'How a control stands at Marqeta, for when it decides without us.', simpleResolvers: true })
export class ControlMirrorType implements ControlMirror {
  @Field(() => ControlMirrorStates)
  readonly state: ControlMirror['state'];
  @Field(() => NotMirroredReasons, { nullable: true })
  readonly reason: NotMirrored | null;
  @Field(() => String, { nullable: true, description: 'Why Marqeta refused it: an error code of its.' })
  readonly refusal: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When all of it was last compared.' })
  readonly checkedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last found otherwise; it may be put right since.' })
  readonly differedAt: Date | null;
  @Field(() => Int)
  readonly timesDiffered: number;
}
