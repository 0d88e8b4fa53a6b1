/** Why something of a person is held, which decides how long. */
export type Why = 'WORK' | 'MONEY' | 'IDENTIFICATION' | 'SECURITY' | 'PROOF';

/** Said in the export, and in docs/privacy.md. */
export const REASONS: Readonly<Record<Why, { readonly because: string; readonly until: string }>> = {
  WORK: { because: 'The company gives the person cards and the product has to know whose they are.', until: 'the person is erased' },
  MONEY: {
    because: 'Commercial and tax law asks the company for its books and what they rest on.',
    until: '10 years after the end of the year in which the money moved; without the name once the person is erased',
  },
  IDENTIFICATION: {
    because: 'The issuer has to know its cardholders (prevention of money laundering).',
    until: 'the person is erased here; the issuer keeps what it was told for as long as its own law asks',
  },
  SECURITY: { because: 'To let the person in and nobody else.', until: 'the session, the code or the attempt is over, 30 days at most' },
  PROOF: {
    because: 'Who did what with the company’s money has to be provable.',
    until: 'the company closes its books; what names the person goes when they are erased, the proof stays',
  },
};

/** What a table holds of persons. Columns are lists in one text, apart by spaces. */
export type Holding = {
  readonly why: Why;
  /** Whose a row `r` is: $1 is the company, $2 the person. */
  readonly of: string;
  /** In the person's export. */
  readonly told: string;
  /** In it as well, of the row `r`: a JSON object (SQL) of what is told in part. */
  readonly toldInPart?: string;
  /** Not in it: how the product works, secrets, and what is of others. */
  readonly untold?: string;
  /** Texts that may name a person: at an erasure the name is taken out of them, in every row of the company. */
  readonly mentions?: string;
  /** What an erasure does to the person's own rows beside that: `DELETE`, or what columns are set to (SQL). Nothing: they stay. */
  readonly erase?: string;
  /** Read through `held_beside`: of the identity, which is of no company. */
  readonly beside?: true;
};

const OWN = 'r.company_id = $1 AND r.user_id = $2';
const OF_CARD = 'r.company_id = $1 AND r.card_id IN (SELECT c.id FROM cards c WHERE c.company_id = $1 AND c.user_id = $2)';
const OF_PURCHASE =
  'r.company_id = $1 AND r.transaction_id IN (SELECT t.id FROM transactions t WHERE t.company_id = $1 AND t.user_id = $2)';
const OF_DISPUTE = 'r.company_id = $1 AND r.dispute_id IN (SELECT d.id FROM disputes d WHERE d.company_id = $1 AND d.user_id = $2)';
const OF_IDENTITY = 'r.identity_id = (SELECT u.identity_id FROM users u WHERE u.company_id = $1 AND u.id = $2)';
const OF_SUBJECT = `r.company_id = $1 AND (r.subject_id = $2 OR r.subject_id IN (SELECT c.id FROM cards c WHERE c.company_id = $1 AND c.user_id = $2))`;
/** Rows that name people only by the way: of nobody. */
const NOBODYS = 'false';

/**
 * Every table that holds something of a person: the one list behind erasure and export. A table, or a column of one of these, that
 * stands neither here nor in {@link OF_NOBODY} fails a test: whoever adds it says what it is.
 */
export const HELD: Readonly<Record<string, Holding>> = {
  users: {
    why: 'WORK',
    of: 'r.company_id = $1 AND r.id = $2',
    told: 'id first_name last_name role status suspended_by locale holder_status holder_changed_at name_refusal marqeta_user_token created_at updated_at',
    // The sealed ones stand in the export opened; the command itself overwrites them.
    untold: 'company_id identity_id email_hash email_sealed phone_sealed birth_date_sealed address_sealed version',
  },
  person_keys: { why: 'WORK', of: OWN, told: 'created_at erased_at', untold: 'company_id user_id wrapped_key master_key_id' },
  erasures: { why: 'PROOF', of: OWN, told: 'erased_at done_at', untold: 'company_id user_id words_sealed wrapped_key listed_at' },
  offboardings: {
    why: 'WORK',
    of: OWN,
    told: 'last_day cards state planned_at settled_at',
    untold: 'company_id id user_id successors cases_to refusal',
    erase: 'DELETE',
  },
  memberships: { why: 'WORK', of: OWN, told: 'team_id is_manager created_at', untold: 'company_id user_id', erase: 'DELETE' },
  // It stays: purchases keep the teams that they were made for.
  team_people: { why: 'MONEY', of: OWN, told: 'team_id', untold: 'company_id user_id' },
  invitations: {
    why: 'WORK',
    of: 'r.company_id = $1 AND r.email_hash = (SELECT u.email_hash FROM users u WHERE u.company_id = $1 AND u.id = $2)',
    told: 'id first_name last_name role team_id locale state created_at sent_at expires_at settled_at',
    untold: 'company_id email_sealed email_hash wrapped_key round invited_by_name',
    mentions: 'invited_by_name',
  },
  invitation_bulks: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.made_by = $2',
    told: 'id action made_at',
    untold: 'company_id made_by undoes',
  },
  invitation_bulk_rows: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.invitation_id = $2',
    told: 'bulk_id invitation_id refusal',
    untold: 'company_id place sentence',
  },
  invitation_teams: {
    why: 'WORK',
    // Who accepts an invitation keeps its id.
    of: 'r.company_id = $1 AND r.invitation_id = $2',
    told: 'team_id created_at',
    untold: 'company_id invitation_id',
    erase: 'DELETE',
  },
  scim_users: {
    why: 'WORK',
    of: 'r.company_id = $1 AND r.id = $2',
    told: 'external_id changed_at removed_at',
    untold: 'company_id id',
    erase: 'DELETE',
  },
  identities: {
    why: 'SECURITY',
    of: 'r.id = (SELECT u.identity_id FROM users u WHERE u.company_id = $1 AND u.id = $2)',
    told: 'id display_name created_at',
    untold: 'email_hash email_sealed wrapped_key password_hash is_operator',
    beside: true,
  },
  sessions: {
    why: 'SECURITY',
    of: OWN,
    told: 'id app ip user_agent created_at rotated_at expires_at revoked_at revoked_because proved_at opened_by',
    untold: 'identity_id company_id user_id generation changed_at',
    beside: true,
  },
  second_factors: {
    why: 'SECURITY',
    of: OF_IDENTITY,
    told: 'begun_at confirmed_at',
    untold: 'identity_id secret_sealed last_step',
    beside: true,
  },
  passkeys: {
    why: 'SECURITY',
    of: OF_IDENTITY,
    told: 'id name backed_up created_at last_used_at',
    untold: 'identity_id credential_id user_handle public_key sign_count transports syncable',
    beside: true,
  },
  recovery_codes: { why: 'SECURITY', of: OF_IDENTITY, told: 'used_at', untold: 'identity_id code_hash', beside: true },
  password_resets: { why: 'SECURITY', of: OF_IDENTITY, told: 'id asked_at expires_at used_at', untold: 'identity_id', beside: true },
  sign_in_failures: {
    why: 'SECURITY',
    of: `r.email_hash = (SELECT i.email_hash FROM identities i JOIN users u ON u.identity_id = i.id WHERE u.company_id = $1 AND u.id = $2)`,
    told: 'failures last_at',
    untold: 'email_hash source',
    beside: true,
  },
  provider_subjects: { why: 'SECURITY', of: OWN, told: 'issuer subject bound_at', untold: 'company_id user_id', erase: 'DELETE' },
  terms_acceptances: { why: 'IDENTIFICATION', of: OWN, told: 'id terms version accepted_at', untold: 'company_id user_id' },
  verifications: {
    why: 'IDENTIFICATION',
    of: OWN,
    told: 'id state codes is_manual terms_version submitted_at answered_at settled_at',
    untold: 'company_id user_id note numbers_sealed submitted_by submitted_by_name',
    mentions: 'note submitted_by_name',
    erase: 'note = NULL, numbers_sealed = NULL',
  },
  cards: {
    why: 'MONEY',
    of: OWN,
    told: 'id name card_type currency status issuer_status issuer_changed_at fulfillment_status fulfillment_changed_at last_four expires_at replaces_card_id replacement_reason created_at updated_at',
    untold:
      'company_id user_id card_product_id marqeta_card_token card_product_token issuer_channel version frozen_with issuer_refusal waiting_since line_id',
    mentions: 'name',
  },
  card_events: {
    why: 'MONEY',
    of: OF_CARD,
    told: 'id card_id at kind',
    untold: 'company_id actor_name reason marqeta_transition_token detail',
    mentions: 'actor_name reason detail',
  },
  card_bulks: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.made_by = $2',
    told: 'id action made_at',
    untold: 'company_id made_by undoes',
  },
  card_bulk_rows: {
    why: 'PROOF',
    of: OF_CARD,
    told: 'bulk_id card_id refusal',
    untold: 'company_id place sentence version frozen_before',
    mentions: 'sentence',
  },
  break_glass_readings: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.ended_by = $2',
    told: 'id started_at expires_at ended_at',
    untold: 'company_id session_id operator_id operator_name reason ended_by',
  },
  people_bulks: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.made_by = $2',
    told: 'id action team_id made_at',
    untold: 'company_id made_by undoes',
  },
  people_bulk_rows: {
    why: 'PROOF',
    of: OWN,
    told: 'bulk_id refusal managed_before',
    untold: 'company_id user_id place sentence version',
  },
  issue_bulks: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.made_by = $2',
    told: 'id action program_id made_at',
    untold: 'company_id made_by undoes',
  },
  issue_bulk_rows: {
    why: 'PROOF',
    of: OWN,
    told: 'bulk_id card_id refusal',
    untold: 'company_id user_id place sentence version',
  },
  wallet_tokens: {
    why: 'WORK',
    of: OF_CARD,
    told: 'id card_id state changed_at wallet device_name device_type',
    untold: 'company_id marqeta_token wish refusal waiting_since version',
    erase: 'device_name = NULL',
  },
  spending_controls: {
    why: 'WORK',
    of: OF_SUBJECT,
    told: 'id scope subject_id control_type config is_active mode created_at updated_at removed_at',
    untold: 'company_id card_id version',
  },
  spending_control_versions: {
    why: 'PROOF',
    of: `r.company_id = $1 AND r.control_id IN (SELECT r.id FROM spending_controls r WHERE ${OF_SUBJECT})`,
    told: 'control_id version config mode is_active changed_at',
    untold: 'company_id changed_by',
    mentions: 'changed_by',
  },
  control_exceptions: {
    why: 'PROOF',
    of: OF_SUBJECT,
    told: 'id scope subject_id merchants currency amount_minor expires_at uses created_at ended_at',
    untold: 'company_id reason granted_by',
    mentions: 'reason granted_by',
  },
  transactions: {
    why: 'MONEY',
    of: OWN,
    told: 'id card_id kind status currency amount_minor requested_minor held_minor cleared_minor credited_minor fees_minor refunded_minor disputed_minor original_minor original_currency conversion_rate merchant_name merchant_category merchant_mid merchant_city merchant_country network channels transacted_at created_at updated_at',
    untold:
      'company_id user_id card_product_id team_ids marqeta_transaction_token part_at part_minor authorization_code unconfirmed authorization_id refund_of_token merchant_network_mid hold_expires_at refund_link refund_decided_by refund_decided_at',
  },
  transaction_events: {
    why: 'MONEY',
    of: OF_PURCHASE,
    told: 'id transaction_id type state at amount_minor currency detail received_at',
    untold: 'company_id token inbox_id',
  },
  authorizations: {
    why: 'MONEY',
    of: OF_CARD,
    told: 'id transaction_id card_id method outcome reason currency amount_minor requested_minor user_transaction_time decided_at released_at release_reason',
    untold: 'company_id jit_token transaction_token fingerprint counter_ids hold_expires_at exception_id',
  },
  decision_records: {
    why: 'PROOF',
    of: `r.company_id = $1 AND r.id IN (SELECT r.id FROM authorizations r WHERE ${OF_CARD})`,
    told: 'id record',
    untold: 'company_id',
  },
  orphan_holds: {
    why: 'MONEY',
    of: OF_PURCHASE,
    told: 'authorization_id transaction_id state cause opened_at changed_at',
    untold: 'company_id asks asked_at last_answer ask_at',
  },
  hold_events: { why: 'MONEY', of: OF_PURCHASE, told: 'id transaction_id code at', untold: 'company_id authorization_id detail' },
  disputes: {
    why: 'MONEY',
    of: OWN,
    told: 'id transaction_id currency amount_minor reason statement state state_at due_at opened_at updated_at',
    untold: 'company_id user_id team_ids clearing_token wanted waiting_since issuer_refusal reminded_at opened_by version',
    mentions: 'statement',
    erase: `statement = '•••'`,
  },
  dispute_events: {
    why: 'MONEY',
    of: OF_DISPUTE,
    told: 'id dispute_id kind detail at',
    untold: 'company_id token reason by_user_id',
    mentions: 'detail reason',
    erase: `detail = CASE kind WHEN 'EVIDENCE' THEN '•••' ELSE detail END`,
  },
  dispute_evidence: { why: 'MONEY', of: OF_DISPUTE, told: 'dispute_id file_id added_at', untold: 'company_id added_by' },
  files: {
    why: 'MONEY',
    of: 'r.company_id = $1 AND r.created_by = $2',
    told: 'id name content_type size_bytes created_at',
    untold: 'company_id sha256 storage_key created_by',
    erase: `name = '•••'`,
  },
  notifications: {
    why: 'WORK',
    of: OWN,
    told: 'id kind read_at mailed_at created_at',
    // What it says may name others.
    untold: 'company_id user_id detail href cause mail_state',
    mentions: 'detail',
    erase: 'DELETE',
  },
  feed_events: {
    why: 'WORK',
    of: OWN,
    told: 'number kind event at transaction_id card_id',
    untold: 'company_id id user_id team_ids case_id notification_id',
  },
  idempotency_keys: {
    why: 'WORK',
    of: 'r.company_id = $1 AND r.actor_id = $2::text',
    told: 'command created_at',
    untold: 'company_id actor_id key input_hash answer',
    mentions: 'answer',
    erase: 'DELETE',
  },
  audit_events: {
    why: 'PROOF',
    of: `r.company_id = $1 AND (r.actor_id = $2 OR (r.subject_type = 'person' AND r.subject_id = $2::text))`,
    told: 'id at command subject_type subject_id',
    // Of what others did to the person, not from where they did it. Emptied by `forget_in_audit`.
    toldInPart: `jsonb_build_object('by_the_person', r.actor_id IS NOT DISTINCT FROM $2,
      'ip', CASE WHEN r.actor_id = $2 THEN host(r.ip) END, 'user_agent', CASE WHEN r.actor_id = $2 THEN r.user_agent END,
      'reason', CASE WHEN r.actor_id = $2 THEN r.reason END,
      'before', CASE WHEN r.subject_type = 'person' AND r.subject_id = $2::text THEN r.before END,
      'after', CASE WHEN r.subject_type = 'person' AND r.subject_id = $2::text THEN r.after END)`,
    untold: 'company_id actor_kind actor_id actor_name before after reason trace_id ip user_agent',
  },
  approvals: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.requested_by = $2',
    told: 'id command input status created_at decided_at',
    untold: 'company_id subject_type subject_id requested_by decided_by reason version',
    mentions: 'input reason',
  },
  fund_movements: {
    why: 'MONEY',
    of: 'r.company_id = $1 AND r.requested_by = $2',
    told: 'id kind state currency amount_minor reference requested_at state_at',
    untold: 'company_id approval_id requested_by requested_by_name version',
    mentions: 'requested_by_name',
  },
  fund_movement_events: {
    why: 'MONEY',
    of: 'r.company_id = $1 AND r.by_user_id = $2',
    told: 'id movement_id state reason at',
    untold: 'company_id by_name by_user_id feed_number',
    mentions: 'by_name reason',
  },
  // Whoever is looked into is not told so before the company has decided (GDPR art. 23(1)(d)): of a case only what they were asked.
  risk_cases: {
    why: 'PROOF',
    of: OWN,
    told: '',
    untold:
      'company_id id rule subject user_id card_id team_ids state outcome assignee_id alert_count opened_at last_alert_at closed_at version urgent',
  },
  risk_alerts: { why: 'PROOF', of: OF_PURCHASE, told: '', untold: 'company_id id case_id rule transaction_id detail settings_version at' },
  risk_case_events: {
    why: 'PROOF',
    of: 'r.company_id = $1 AND r.case_id IN (SELECT c.id FROM risk_cases c WHERE c.company_id = $1 AND c.user_id = $2)',
    told: '',
    untold: 'company_id id case_id kind outcome assignee_id comment by_name at',
    mentions: 'comment by_name',
  },
  risk_questions: {
    why: 'PROOF',
    of: OWN,
    told: 'transaction_id card_id asked_at was_holder answered_at',
    untold: 'company_id user_id',
  },
  risk_settings: { why: 'PROOF', of: NOBODYS, told: '', untold: 'company_id version rules changed_by changed_at', mentions: 'changed_by' },
  // As a case: whom a list may name is not warned.
  sanctions_hits: {
    why: 'PROOF',
    of: OWN,
    told: '',
    untold:
      'company_id id user_id entry_id entry list_version score state found_at told_at decided_by decided_by_name decided_at reason version',
    mentions: 'decided_by_name reason',
  },
  emergency_stops: {
    why: 'PROOF',
    of: NOBODYS,
    told: '',
    untold: 'company_id id scope subject_id reason stopped_by stopped_at lifted_by lifted_at lift_reason',
    mentions: 'reason stopped_by lifted_by lift_reason',
  },
  service_accounts: {
    why: 'PROOF',
    of: NOBODYS,
    told: '',
    untold: 'company_id id name scopes allowed_ips version created_by created_at updated_at closed_at',
    mentions: 'created_by',
  },
  api_keys: {
    why: 'PROOF',
    of: NOBODYS,
    told: '',
    untold:
      'company_id id service_account_id secret_hash created_by created_at expires_at replaced_by revoked_at last_used_at last_used_ip changed_at',
    mentions: 'created_by',
  },
};

/** Tables that hold nothing of a company's person, and why not where one might think so. */
export const OF_NOBODY: Readonly<Record<string, string>> = {
  audit_chains: '',
  audit_checkpoints: '',
  audit_keys: '',
  audit_pending: '',
  audit_seals: 'Of a person only commitments under a key that an erasure forgets.',
  budgets: '',
  card_products: '',
  commando_modes: 'Names whoever works for the issuer, not for a company.',
  commando_transitions: 'As its modes.',
  companies: '',
  company_charges: '',
  company_details: 'What a company tells of itself and of its owners: under a key of its own.',
  company_gates: '',
  control_mirrors: 'Numbers and categories under tokens.',
  decision_seals: '',
  dead_letters: 'Tokens and states of messages; names operators alone.',
  decision_batches: '',
  fund_movement_transfers: '',
  fund_settings: '',
  identity_provider_domains: '',
  identity_providers: 'Names admins by id; its secret is the company’s.',
  installation_gate: '',
  ledger_accounts: '',
  ledger_check_marks: '',
  ledger_check_runs: '',
  ledger_checks: '',
  ledger_sealed_totals: '',
  ledger_transfers: 'Amounts between accounts; whose the purchase was stands with the purchase.',
  marqeta_inbox: 'Bodies name their card or cardholder by token. After an erasure they keep their structure alone (`forgetMessages`).',
  message_keys: '',
  notification_cursors: '',
  operator_audit_events: 'What operators did.',
  operator_idempotency_keys: 'As their commands.',
  partitioned_tables: '',
  passkey_challenges: 'What a passkey was asked to sign and has not yet: a session at most, for minutes.',
  provider_flows: 'Who was sent to a provider and has not come back: a session at most, for minutes.',
  purchase_traits: 'What purchases have in common: nobody’s.',
  reconciliation_differences: 'Tokens and amounts of messages.',
  reconciliation_lease: '',
  reconciliation_runs: '',
  retention_rules: '',
  risk_assessments: 'Which purchases were looked at; whose they are stands with the purchase.',
  risk_cursors: '',
  risk_merchants: 'Who first bought from a merchant, by id.',
  sanctions_entries: 'Whom the list of the installation names.',
  sanctions_list: '',
  sanctions_screenings: 'Who was compared, by id.',
  schema_migrations: '',
  scim_groups: 'What the directory calls a team.',
  settlement_days: '',
  spend_counters: 'Sums by the ids of subjects.',
  spend_fold_queue: 'Which purchases are to be summed again.',
  spend_folds: 'What of each purchase is in the sums; whose it is stands with the purchase.',
  spend_rollup_marks: '',
  spend_rollups: 'Sums by the ids of subjects.',
  teams: '',
  uncleared_purchases: 'Which purchases wait, or came to nothing; whose they are stands with the purchase.',
  webhook_refusals: '',
};

/** The columns of a list. */
export function columnsOf(list: string | undefined): readonly string[] {
  return (list ?? '').split(' ').filter((column) => column !== '');
}
