import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowDownLeft,
  IconBan,
  IconCheck,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockHour4,
  IconEyeOff,
  IconHourglassLow,
  IconMinus,
  IconQuestionMark,
  IconRefresh,
  IconSnowflake,
  type TablerIcon,
} from '@tabler/icons-react';

export type Tone = 'positive' | 'caution' | 'negative' | 'info' | 'neutral';

/** Every state that a card, a person, a purchase, a decision, a verdict, a message or a verification can be in, as the schema spells it, and a few of our own. */
export type Status =
  | 'UNACTIVATED'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'TERMINATED'
  | 'REQUESTED'
  | 'LIMITED'
  | 'UNSUPPORTED'
  | 'CLOSED'
  | 'PENDING'
  | 'CLEARED'
  | 'REVERSED'
  | 'EXPIRED'
  | 'DECLINED'
  | 'APPROVED'
  | 'PASSED'
  | 'REFUSED'
  | 'PASSED_ABOVE'
  | 'EXCEPTED'
  | 'SHADOW_REFUSED'
  | 'NOT_APPLICABLE'
  | 'WAITING'
  | 'UNCONFIRMED'
  | 'REFUNDED'
  | 'SET_ASIDE'
  | 'UNKNOWN'
  | 'REPLAYING'
  | 'APPLIED'
  | 'KEPT'
  | 'DISMISSED'
  | 'MIRRORED'
  | 'DIFFERS'
  | 'UNVERIFIED'
  | 'SUCCESS'
  | 'FAILURE'
  | 'AWAITING_APPROVAL'
  | 'CANCELLED'
  | 'IN_TRANSIT'
  | 'ARRIVED'
  | 'RESERVED'
  | 'SENDING'
  | 'PAID'
  | 'RETURNED';

export const statusLooks: Readonly<Record<Status, { tone: Tone; icon: TablerIcon }>> = {
  UNACTIVATED: { tone: 'info', icon: IconCircleDashed },
  ACTIVE: { tone: 'positive', icon: IconCheck },
  SUSPENDED: { tone: 'info', icon: IconSnowflake },
  TERMINATED: { tone: 'neutral', icon: IconBan },
  REQUESTED: { tone: 'caution', icon: IconHourglassLow },
  LIMITED: { tone: 'caution', icon: IconAlertTriangle },
  UNSUPPORTED: { tone: 'neutral', icon: IconQuestionMark },
  CLOSED: { tone: 'neutral', icon: IconBan },
  PENDING: { tone: 'caution', icon: IconClockHour4 },
  CLEARED: { tone: 'positive', icon: IconCheck },
  REVERSED: { tone: 'neutral', icon: IconArrowBackUp },
  EXPIRED: { tone: 'neutral', icon: IconHourglassLow },
  DECLINED: { tone: 'negative', icon: IconCircleX },
  APPROVED: { tone: 'positive', icon: IconCircleCheck },
  PASSED: { tone: 'positive', icon: IconCheck },
  REFUSED: { tone: 'negative', icon: IconCircleX },
  EXCEPTED: { tone: 'caution', icon: IconAlertTriangle },
  PASSED_ABOVE: { tone: 'caution', icon: IconAlertTriangle },
  SHADOW_REFUSED: { tone: 'caution', icon: IconEyeOff },
  NOT_APPLICABLE: { tone: 'neutral', icon: IconMinus },
  WAITING: { tone: 'caution', icon: IconHourglassLow },
  UNCONFIRMED: { tone: 'caution', icon: IconQuestionMark },
  REFUNDED: { tone: 'info', icon: IconArrowDownLeft },
  SET_ASIDE: { tone: 'negative', icon: IconAlertTriangle },
  UNKNOWN: { tone: 'caution', icon: IconQuestionMark },
  REPLAYING: { tone: 'info', icon: IconRefresh },
  APPLIED: { tone: 'positive', icon: IconCheck },
  KEPT: { tone: 'neutral', icon: IconMinus },
  UNVERIFIED: { tone: 'caution', icon: IconCircleDashed },
  SUCCESS: { tone: 'positive', icon: IconCheck },
  FAILURE: { tone: 'negative', icon: IconCircleX },
  AWAITING_APPROVAL: { tone: 'caution', icon: IconHourglassLow },
  CANCELLED: { tone: 'neutral', icon: IconBan },
  IN_TRANSIT: { tone: 'info', icon: IconClockHour4 },
  ARRIVED: { tone: 'positive', icon: IconCheck },
  RESERVED: { tone: 'info', icon: IconClockHour4 },
  SENDING: { tone: 'info', icon: IconRefresh },
  PAID: { tone: 'positive', icon: IconCheck },
  RETURNED: { tone: 'negative', icon: IconArrowBackUp },
  DISMISSED: { tone: 'neutral', icon: IconEyeOff },
  MIRRORED: { tone: 'positive', icon: IconCheck },
  DIFFERS: { tone: 'negative', icon: IconAlertTriangle },
};
