import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ErasureObstacle } from '../../../gql/graphql.ts';

export const obstacleWords: Readonly<Record<ErasureObstacle, MessageDescriptor>> = {
  PERSON_NOT_CLOSED: msg`Take them out of the company`,
  CARD_NOT_TERMINATED: msg`Terminate their cards, and wait for the issuer to confirm it`,
  PURCHASE_PENDING: msg`Wait until their purchases have cleared`,
  DISPUTE_OPEN: msg`Bring their disputes to an end`,
  APPROVAL_PENDING: msg`Answer what they asked for`,
  VERIFICATION_OPEN: msg`Wait for the issuer’s answer on who they are`,
};
