import { ConfirmDialog } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { FundKind } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { urls } from '../../lib/urls.ts';
import { useCompany } from '../../lib/viewer.tsx';
import { MoneyInput } from '../money/parts/money-input.tsx';

const AnnounceTopUpMutation = graphql(`
  mutation AnnounceTopUp($input: AnnounceTopUpInput!) {
    announceTopUp(input: $input) {
      id
    }
  }
`);

const RequestWithdrawalMutation = graphql(`
  mutation RequestWithdrawal($input: RequestWithdrawalInput!) {
    requestWithdrawal(input: $input) {
      id
    }
  }
`);

/** The two ways of asking, each behind its dialog. */
export function RequestFunds({ currencies }: { currencies: readonly string[] }) {
  const { t } = useLingui();
  const [asking, setAsking] = useState<FundKind | null>(null);
  return (
    <>
      <Group gap="xs">
        <Button leftSection={<IconArrowDownLeft size={16} aria-hidden />} onClick={() => setAsking('TOP_UP')}>
          {t`Top up`}
        </Button>
        <Button variant="default" leftSection={<IconArrowUpRight size={16} aria-hidden />} onClick={() => setAsking('WITHDRAWAL')}>
          {t`Withdraw`}
        </Button>
      </Group>
      {asking && <Request key={asking} kind={asking} currencies={currencies} onClose={() => setAsking(null)} />}
    </>
  );
}

interface RequestProps {
  kind: FundKind;
  currencies: readonly string[];
  onClose: () => void;
}

function Request({ kind, currencies, onClose }: RequestProps) {
  const { t } = useLingui();
  const company = useCompany();
  const router = useRouter();
  const [currency, setCurrency] = useState(company.currency);
  const [minor, setMinor] = useState<string | null | undefined>(undefined);
  const [reference, setReference] = useState('');
  const refetch = ['FundMovements', 'Balances', 'AccountMakeup', 'AccountEntries'];
  const announce = useCommand(AnnounceTopUpMutation, { refetch });
  const withdraw = useCommand(RequestWithdrawalMutation, { refetch });
  const { busy, refusal } = kind === 'TOP_UP' ? announce : withdraw;
  const fits = minor != null && BigInt(minor) > 0n;
  const act = async () => {
    if (!fits) return;
    const input = { amountMinor: minor, currency, reference: reference.trim() };
    const asked = kind === 'TOP_UP' ? (await announce.run(input))?.announceTopUp : (await withdraw.run(input))?.requestWithdrawal;
    if (asked === undefined) return;
    onClose();
    router.history.push(urls.fundMovement(asked.id));
  };
  return (
    <ConfirmDialog
      opened
      title={kind === 'TOP_UP' ? t`Announce a top-up` : t`Withdraw money`}
      confirmLabel={kind === 'TOP_UP' ? t`Announce` : t`Ask for it`}
      cancelLabel={t`Cancel`}
      busy={busy}
      disabled={!fits || reference.trim() === ''}
      error={refusal && <CommandRefusal refusal={refusal} onLookAgain={() => Promise.resolve(onClose())} />}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        {kind === 'TOP_UP'
          ? t`Send the money to the programme’s bank account. It stands as in transit until it has arrived there.`
          : t`The money is set aside at once and cannot be spent meanwhile. It goes to the account from which you top up.`}
        {currencies.length > 1 && (
          <Select
            label={t`Currency`}
            data={[...currencies]}
            value={currency}
            allowDeselect={false}
            onChange={(value) => setCurrency(value ?? currency)}
          />
        )}
        <MoneyInput key={currency} label={t`Amount`} currency={currency} value={minor} onChange={setMinor} focusFirst />
        <TextInput
          label={t`Reference of the bank transfer`}
          description={t`What the transfer says, so that it is found again.`}
          maxLength={140}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
