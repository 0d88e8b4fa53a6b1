import type { NavItem } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import {
  IconAdjustmentsHorizontal,
  IconBell,
  IconBuildingBank,
  IconChartBar,
  IconCreditCard,
  IconEqual,
  IconEye,
  IconGhost2,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconMailExclamation,
  IconRadar2,
  IconReceipt,
  IconScale,
  IconServer,
  IconShieldCheck,
  IconUserSearch,
  IconUsers,
} from '@tabler/icons-react';
import { usePath } from '../lib/here.ts';
import { urls } from '../lib/urls.ts';
import { useViewer } from '../lib/viewer.tsx';

/** What the viewer may go to; an operator sees the installation and no company's money. */
export function useNavItems(): NavItem[] {
  const { t } = useLingui();
  const { permissions, company, reading, unreadNotifications, openDeadLetters } = useViewer();
  const pathname = usePath();
  const under = (href: string) => pathname === href || pathname.startsWith(`${href}/`);
  const item = (key: string, label: string, href: string, icon: NavItem['icon'], active = under(href)): NavItem => ({
    key,
    label,
    href,
    icon,
    active,
  });

  const notifications = {
    ...item('notifications', t`Notifications`, urls.notifications(), IconBell),
    badge: unreadNotifications,
    badgeLabel: t`${unreadNotifications} unread`,
  };
  const ofCompany =
    company === null
      ? []
      : [
          item('overview', t`Overview`, urls.overview(), IconLayoutDashboard, pathname === urls.overview()),
          item('cards', t`Cards`, urls.cards(), IconCreditCard),
          item('transactions', t`Transactions`, urls.transactions(), IconReceipt),
          item('reports', t`Reports`, urls.reports(), IconChartBar),
          item('disputes', t`Disputes`, urls.disputes(), IconScale),
          ...(permissions.includes('SEE_RISK_CASES') ? [item('cases', t`Cases`, urls.cases(), IconRadar2)] : []),
          ...(permissions.includes('SEE_SANCTIONS_HITS') ? [item('sanctions', t`Sanctions list`, urls.sanctions(), IconUserSearch)] : []),
          ...(permissions.includes('SEE_LEDGER') ? [item('funds', t`Funds`, urls.funds(), IconBuildingBank)] : []),
          ...(permissions.includes('SEE_PEOPLE') ? [item('people', t`People`, urls.people(), IconUsers)] : []),
          item(
            'company',
            permissions.includes('SEE_COMPANY_SPEND') ? t`Controls and budgets` : t`Budgets`,
            urls.company(),
            IconAdjustmentsHorizontal,
          ),
          ...(permissions.includes('SEE_ORPHAN_HOLDS') ? [item('orphan-holds', t`Orphan holds`, urls.orphanHolds(), IconGhost2)] : []),
          ...(permissions.includes('SEE_LEDGER') ? [item('reconciliation', t`Reconciliation`, urls.reconciliation(), IconEqual)] : []),
          ...(permissions.includes('VERIFY_COMPANY') ? [item('verification', t`Verification`, urls.verification(), IconShieldCheck)] : []),
          ...(permissions.includes('SEE_AUDIT_LOG') ? [item('audit', t`Audit log`, urls.audit(), IconHistory)] : []),
          ...(permissions.includes('MANAGE_API_KEYS') ? [item('api-keys', t`API keys`, urls.apiKeys(), IconKey)] : []),
          ...(reading === null ? [notifications] : []),
        ];
  return [
    ...ofCompany,
    ...(permissions.includes('RUN_INSTALLATION')
      ? [
          item('installation', t`Installation`, urls.installation(), IconServer),
          item('bank-transfers', t`Bank transfers`, urls.bankTransfers(), IconBuildingBank),
          item('verifications', t`Verifications`, urls.verifications(), IconShieldCheck),
          item('sanctions', t`Sanctions list`, urls.sanctions(), IconUserSearch),
          item('audit', t`Audit log`, urls.audit(), IconHistory),
          item('break-glass', t`Read a company`, urls.breakGlass(), IconEye),
          {
            ...item('messages', t`Failed messages`, urls.messages(), IconMailExclamation),
            badge: openDeadLetters,
            badgeLabel: t`${openDeadLetters} waiting for you`,
          },
        ]
      : []),
  ];
}
