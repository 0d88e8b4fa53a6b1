import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../../../gql/index.ts';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';
import { useCommand } from '../../../lib/command.ts';
import { useCompany } from '../../../lib/viewer.tsx';
import { MoneyInput } from '../../money/parts/money-input.tsx';
import type { BudgetSubject } from './budget-subjects.ts';

const SetBudgetMutation = graphql(`
  mutation SetBudget($input: SetBudgetInput!) {
    setBudget(input: $input) {
      id
      ...BudgetRow
    }
  }
`);

export interface EditBudgetProps {
  subject: BudgetSubject;
  /** yyyy-MM. */
  month: string;
  onLookAgain: () => Promise<unknown>;
  onClose: () => void;
}

export default function EditBudget({ subject: { team, budget }, month, onLookAgain, onClose }: EditBudgetProps) {
  const { t, i18n } = useLingui();
  const company = useCompany();
  const save = useCommand(SetBudgetMutation, { refetch: ['Budgets'] });
  const [tried, setTried] = useState(false);
  const [amountMinor, setAmountMinor] = useState<string | null | undefined>(budget?.amount.minor);
  const name = team?.name ?? t`Whole company`;
  const monthName = new Intl.DateTimeFormat(i18n.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01`),
  );

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (amountMinor == null) return;
    const done = await save.run({
      month,
      amountMinor,
      ...(team && { teamId: team.id }),
      ...(budget && { expectedVersion: budget.version }),
    });
    if (done !== null) onClose();
  };

  return (
    <Modal opened onClose={onClose} size="sm" title={t`Budget: ${name}`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <MoneyInput
            focusFirst
            label={t`Amount for ${monthName}`}
            description={t`A budget stops no purchase: it is what you measure against. Set a control to stop spending.`}
            currency={budget?.amount.currency ?? company.currency}
            value={amountMinor}
            onChange={setAmountMinor}
            error={tried && amountMinor === undefined ? t`Fill in an amount` : undefined}
          />
          {save.refusal && (
            <Alert color="red" role="alert">
              <CommandRefusal refusal={save.refusal} onLookAgain={onLookAgain} />
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={save.busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={save.busy}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
