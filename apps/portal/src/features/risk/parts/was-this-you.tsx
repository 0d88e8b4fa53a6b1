import { newIdempotencyKey, refusalOf } from '@afc/client';
import { ConfirmDialog, DateTime, Money, Notice } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconShieldQuestion, IconSnowflake } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { WasThisYouFragment } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { urls } from '../../../lib/urls.ts';

const WasThisYouPart = graphql(`
  fragment WasThisYou on RiskQuestion {
    id
    wasMe
    transaction {
      id
      transactedAt
      amount {
        minor
        currency
      }
      merchant {
        name
      }
      card {
        id
        name
      }
    }
  }
`);

const AnswerMutation = graphql(`
  mutation AnswerRiskQuestion($input: AnswerRiskQuestionInput!) {
    answerRiskQuestion(input: $input) {
      id
      ...WasThisYou
    }
  }
`);

/** Asks whether the holder made an unusual purchase; once it was denied, says what happened then. Nothing when it was the holder's own. */
export function WasThisYou({ question: masked }: { question: FragmentType<typeof WasThisYouPart> }) {
  const { t } = useLingui();
  const { wasMe, transaction } = readFragment(WasThisYouPart, masked);
  if (wasMe === true) return null;
  if (wasMe === false) {
    return (
      <Notice tone="negative" icon={IconSnowflake} title={t`You said that this was not you`}>
        <Trans>
          {transaction.card.name} is frozen and your admins know. Once the merchant has collected the money, dispute the purchase on this
          page to ask it back.
        </Trans>
      </Notice>
    );
  }
  return <Question transaction={transaction} />;
}

function Question({ transaction: { id, transactedAt, amount, merchant, card } }: Pick<WasThisYouFragment, 'transaction'>) {
  const { t } = useLingui();
  const router = useRouter();
  const sentence = useRefusalSentence();
  const [keys] = useState(() => ({ yes: newIdempotencyKey(), no: newIdempotencyKey() }));
  const [denying, setDenying] = useState(false);
  const [answer, { loading, error }] = useMutation(AnswerMutation, { refetchQueries: ['Home', 'Purchase'] });
  const say = async (wasMe: boolean) => {
    const input = { idempotencyKey: wasMe ? keys.yes : keys.no, transactionId: id, wasMe };
    // Told below, from the state of the mutation.
    const { data } = await answer({ variables: { input } }).catch(() => ({ data: null }));
    if (!data) return;
    setDenying(false);
    if (!wasMe) router.history.push(urls.purchase(id));
  };
  return (
    <Stack gap="xs">
      <Notice tone="caution" icon={IconShieldQuestion} title={t`Was this you?`}>
        <Trans>
          <Money value={amount} /> at {merchant.name}, <DateTime at={transactedAt} />
        </Trans>
      </Notice>
      {error && !denying && (
        <Text size="sm" role="alert">
          {sentence(refusalOf(error))}
        </Text>
      )}
      <Group gap="xs" grow>
        <Button variant="default" loading={loading && !denying} onClick={() => void say(true)}>
          <Trans>Yes, it was me</Trans>
        </Button>
        <Button color="red" disabled={loading} onClick={() => setDenying(true)}>
          <Trans>No, it was not</Trans>
        </Button>
      </Group>
      <ConfirmDialog
        opened={denying}
        danger
        title={t`Freeze ${card.name}?`}
        confirmLabel={t`It was not me`}
        cancelLabel={t`Cancel`}
        busy={loading}
        error={error && sentence(refusalOf(error))}
        onConfirm={() => void say(false)}
        onCancel={() => setDenying(false)}
      >
        <Trans>The very next purchase is declined, and your admins are told. Only an admin can unfreeze the card.</Trans>
      </ConfirmDialog>
    </Stack>
  );
}
