export { type AddressDraft, AddressFields, type AddressFieldsProps, emptyAddress, isWholeAddress } from './address-fields.tsx';
export { minorOf, typedOf } from './amounts.ts';
export { AppFrame, type AppFrameProps, type NavItem } from './app-frame.tsx';
export { AppProviders, type AppProvidersProps, type Surroundings, SurroundingsProvider, useSurroundings } from './app-providers.tsx';
export { Brand } from './brand.tsx';
export { CardArt, type CardArtProps, type CardLook } from './card-art.tsx';
export { type CardColor, cardColors, gradientOf } from './card-colors.ts';
export { type Bar, BarChart, type BarChartProps, type RankedBar, RankedBars, Sparkline, type SparklineProps } from './charts.tsx';
export { CodeForm, type CodeFormProps } from './code-form.tsx';
export { ConfirmDialog } from './confirm-dialog.tsx';
export type { ConfirmDialogProps } from './confirm-modal.tsx';
export { type DataColumn, type DataSelection, type DataSort, DataTable, type DataTableProps } from './data-table.tsx';
export { countriesIn } from './country-codes.ts';
export { DateTime, type DateTimeProps, RelativeTime, type RelativeTimeProps, useNow } from './date-time.tsx';
export { dayIn, type DateTimeStyle, formatDateTime, formatRelative } from './date-time-format.ts';
export { type DisputePhase, disputePhaseOf, statusOfDispute } from './dispute-phase.ts';
export { Door, type DoorProps } from './door.tsx';
export { EmptyState, type EmptyStateProps } from './empty-state.tsx';
export { ErrorNotice, type ErrorNoticeProps } from './error-notice.tsx';
export { FileList, type FileListItem } from './file-list.tsx';
export { KeyValue, type KeyValueProps } from './key-value.tsx';
export { LimitMeter, type LimitMeterProps } from './limit-meter.tsx';
export { Link, type LinkProps } from './link.tsx';
export { LiveBanner, type LiveBannerProps, LiveIndicator, type LiveState } from './live-indicator.tsx';
export { MerchantAvatar, type MerchantAvatarProps, PersonAvatar } from './merchant-avatar.tsx';
export { Money, type MoneyProps } from './money.tsx';
export {
  decimalText,
  exponentOf,
  formatMoney,
  type MoneyFormatOptions,
  type MoneyValue,
  type SignDisplay,
  shareOf,
} from './money-format.ts';
export { Notice, type NoticeProps } from './notice.tsx';
export { PageHeader, type PageHeaderProps } from './page-header.tsx';
export { Panel, type PanelProps, Stat, type StatProps, StatRow } from './panel.tsx';
export { PasswordForm, type PasswordFormProps } from './password-form.tsx';
export { amountOfPurchase, emptyPurchase, type PurchaseDraft, PurchaseFields, type PurchaseFieldsProps } from './purchase-fields.tsx';
export { QrCode, type QrCodeProps } from './qr-code.tsx';
export { RecoveryCodes, type RecoveryCodesProps } from './recovery-codes.tsx';
export { PasskeyList, type PasskeyListItem, type PasskeyListProps } from './passkey-list.tsx';
export { SessionList, type SessionListItem, type SessionListProps } from './session-list.tsx';
export { SignInForm, type SignInFormProps } from './sign-in-form.tsx';
export { CardArtSkeleton, ListSkeleton, StatsSkeleton, TableSkeleton, TextSkeleton } from './skeletons.tsx';
export { StatusBadge, type StatusBadgeProps } from './status-badge.tsx';
export { type Status, statusLooks, type Tone } from './status-tones.ts';
export { StepUpDialog, type StepUpDialogProps } from './step-up-dialog.tsx';
export { TermsText, type TermsTextProps } from './terms-text.tsx';
export { theme } from './theme/theme.ts';
export { Timeline, type TimelineItem } from './timeline.tsx';
export { type VerdictItem, VerdictList } from './verdict-list.tsx';
