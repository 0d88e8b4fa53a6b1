import { ConfirmDialog, DateTime, KeyValue, Money, type MoneyValue, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { useCan } from '../../lib/viewer.tsx';
import { MoneyInput } from '../money/parts/money-input.tsx';
import { AnswerApproval } from './answer-approval.tsx';
import { type FundSetting, FundSettingsQuery } from './fund-settings-query.ts';

const SetFundsMutation = graphql(`
  mutation SetFunds($input: SetFundsInput!) {
    setFunds(input: $input) {
      id
      version
    }
  }
`);

/** When a second admin has to agree, and when the admins are told that little is left. */
export function FundSettings() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(FundSettingsQuery, { fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['BALANCE'], 1500);
  if (!data && !error) {
    return (
      <Panel>
        <TextSkeleton label={t`Loading the settings`} lines={4} />
      </Panel>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} />;
  return (
    <Stack gap="md">
      {data.fundSettings.map((setting) => (
        <Setting key={setting.id} setting={setting} onLookAgain={refetch} />
      ))}
    </Stack>
  );
}

interface SettingProps {
  setting: FundSetting;
  onLookAgain: () => Promise<unknown>;
}

function Setting({ setting, onLookAgain }: SettingProps) {
  const { t } = useLingui();
  const mayChange = useCan('MOVE_FUNDS');
  const [changing, setChanging] = useState(false);
  const { currency, fourEyesAbove, lowBelow, lowSince, loosening, approval } = setting;
  return (
    <Panel
      title={currency}
      action={
        mayChange && (
          <Button variant="default" size="compact-sm" aria-label={t`Change what is set for ${currency}`} onClick={() => setChanging(true)}>
            <Trans>Change</Trans>
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <KeyValue
          items={[
            { key: 'four-eyes', label: t`A second admin has to agree above`, value: <OrNever amount={fourEyesAbove} /> },
            { key: 'low', label: t`Admins are told when less is available than`, value: <OrNever amount={lowBelow} /> },
            { key: 'since', label: t`Less is available since`, value: lowSince == null ? null : <DateTime at={lowSince} /> },
          ]}
        />
        {loosening && approval && (
          <Alert color="yellow" title={t`A change waits for another admin`}>
            <Stack gap="xs" align="flex-start">
              {loosening.fourEyesAbove ? (
                <Trans>
                  {approval.requestedByName} asks that a second admin be needed only above <Money value={loosening.fourEyesAbove} />.
                </Trans>
              ) : (
                <Trans>{approval.requestedByName} asks that a second admin be needed no more.</Trans>
              )}
              {mayChange && <AnswerApproval approval={approval} isOwn={approval.isOwn} refetch={['FundSettings']} />}
            </Stack>
          </Alert>
        )}
      </Stack>
      {changing && <Change setting={setting} onClose={() => setChanging(false)} onLookAgain={onLookAgain} />}
    </Panel>
  );
}

function OrNever({ amount }: { amount: MoneyValue | null | undefined }) {
  return amount ? <Money value={amount} /> : <Trans>Never</Trans>;
}

function Change({ setting, onClose, onLookAgain }: SettingProps & { onClose: () => void }) {
  const { t } = useLingui();
  const { currency, fourEyesAbove, lowBelow, version } = setting;
  const [fourEyes, setFourEyes] = useState<string | null | undefined>(fourEyesAbove?.minor);
  const [low, setLow] = useState<string | null | undefined>(lowBelow?.minor);
  const set = useCommand(SetFundsMutation, { refetch: ['FundSettings'] });
  const act = async () => {
    const input = { currency, fourEyesAboveMinor: fourEyes ?? null, lowBelowMinor: low ?? null, expectedVersion: version };
    if ((await set.run(input)) !== null) onClose();
  };
  const lookAgain = async () => {
    await onLookAgain();
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`What is set for ${currency}`}
      confirmLabel={t`Save`}
      cancelLabel={t`Cancel`}
      busy={set.busy}
      disabled={fourEyes === null || low === null || low === '0'}
      error={set.refusal && <CommandRefusal refusal={set.refusal} onLookAgain={lookAgain} />}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <MoneyInput
          label={t`A second admin has to agree above`}
          description={t`Of top-ups and of withdrawals within 24 hours, each added up. Empty: never. To raise or remove it, another admin has to agree.`}
          currency={currency}
          value={fourEyes}
          onChange={setFourEyes}
          focusFirst
        />
        <MoneyInput
          label={t`Tell the admins when less is available than`}
          description={t`Once, until it is more again. Empty: never.`}
          currency={currency}
          value={low}
          onChange={setLow}
        />
      </Stack>
    </ConfirmDialog>
  );
}
