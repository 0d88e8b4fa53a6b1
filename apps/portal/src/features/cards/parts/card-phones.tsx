import { newIdempotencyKey, refusalOf } from '@afc/client';
import { ConfirmDialog, DateTime, Panel, type Status, StatusBadge } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { CardPhonesFragment, WalletTokenMove, WalletTokenState } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useWords } from '../../../lib/words.ts';
import classes from './card-phones.module.css';

const CardPhonesPart = graphql(`
  fragment CardPhones on Card {
    id
    walletTokens {
      id
      wallet
      deviceName
      deviceType
      state
      changedAt
      waitingForIssuer
      moves
    }
  }
`);

const MoveWalletToken = graphql(`
  mutation MoveWalletToken($input: MoveWalletTokenInput!) {
    moveWalletToken(input: $input) {
      id
      state
      waitingForIssuer
      moves
    }
  }
`);

type Phone = CardPhonesFragment['walletTokens'][number];

const looks: Readonly<Record<WalletTokenState, { badge: Status; words: MessageDescriptor }>> = {
  REQUESTED: { badge: 'WAITING', words: msg`Being added` },
  REQUEST_DECLINED: { badge: 'TERMINATED', words: msg`Not added` },
  ACTIVE: { badge: 'ACTIVE', words: msg`Active` },
  SUSPENDED: { badge: 'SUSPENDED', words: msg`Paused` },
  TERMINATED: { badge: 'TERMINATED', words: msg`Removed` },
};
const wallets: Readonly<Record<string, string>> = { APPLE_PAY: 'Apple Pay', ANDROID_PAY: 'Google Pay', SAMSUNG_PAY: 'Samsung Pay' };

/** In which phones and watches a card is. Nothing where it is in none. */
export function CardPhones({ card, className }: { card: FragmentType<typeof CardPhonesPart>; className?: string | undefined }) {
  const { t } = useLingui();
  const { walletTokens } = readFragment(CardPhonesPart, card);
  if (walletTokens.length === 0) return null;
  return (
    <Panel title={t`In phones and watches`} className={className}>
      <ul className={classes.list}>
        {walletTokens.map((phone) => (
          <PhoneRow key={phone.id} phone={phone} />
        ))}
      </ul>
    </Panel>
  );
}

function PhoneRow({ phone }: { phone: Phone }) {
  const { t } = useLingui();
  const words = useWords();
  const [removing, setRemoving] = useState(false);
  const { run, busy } = useMove(phone);
  const { badge, words: stateWords } = looks[phone.state];
  const name = phone.deviceName ?? t`A phone`;
  const wallet = phone.wallet == null ? '' : (wallets[phone.wallet] ?? phone.wallet);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <span className={classes.name}>{name}</span>
        <span className={classes.detail}>
          {wallet} <DateTime at={phone.changedAt} format="date" />
        </span>
      </div>
      <StatusBadge
        status={phone.waitingForIssuer ? 'WAITING' : badge}
        label={phone.waitingForIssuer ? t`Waiting for the issuer` : words(stateWords)}
      />
      <div className={classes.deeds}>
        {phone.moves.includes('SUSPENDED') && (
          <Button size="xs" variant="default" disabled={busy} aria-label={t`Pause in ${name}`} onClick={() => void run('SUSPENDED')}>
            <Trans>Pause</Trans>
          </Button>
        )}
        {phone.moves.includes('ACTIVE') && (
          <Button size="xs" variant="default" disabled={busy} aria-label={t`Resume in ${name}`} onClick={() => void run('ACTIVE')}>
            <Trans>Resume</Trans>
          </Button>
        )}
        {phone.moves.includes('TERMINATED') && (
          <Button size="xs" variant="default" disabled={busy} aria-label={t`Remove from ${name}`} onClick={() => setRemoving(true)}>
            <Trans>Remove</Trans>
          </Button>
        )}
      </div>
      <ConfirmDialog
        opened={removing}
        title={t`Remove the card from ${name}?`}
        confirmLabel={t`Remove`}
        cancelLabel={t`Cancel`}
        danger
        onConfirm={() => {
          setRemoving(false);
          void run('TERMINATED');
        }}
        onCancel={() => setRemoving(false)}
      >
        <Trans>Nobody can pay with that device any more. The card itself stays as it is, and can be added again.</Trans>
      </ConfirmDialog>
    </li>
  );
}

function useMove({ id, deviceName }: Phone) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [mutate, { loading }] = useMutation(MoveWalletToken);
  const run = async (to: WalletTokenMove) => {
    try {
      await mutate({ variables: { input: { idempotencyKey: newIdempotencyKey(), walletTokenId: id, to } } });
    } catch (error) {
      const name = deviceName ?? t`The phone`;
      notifications.show({ color: 'red', title: t`${name} is as it was`, message: sentence(refusalOf(error)) });
    }
  };
  return { run, busy: loading };
}
