import { ErrorNotice } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Component, type ReactNode } from 'react';

/** Keeps the navigation alive when a screen breaks. Give it a `key` that changes with the screen. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: Error | null }> {
  override state: { failed: Error | null } = { failed: null };

  static getDerivedStateFromError(failed: unknown): { failed: Error } {
    return { failed: failed instanceof Error ? failed : new Error(String(failed)) };
  }

  override render(): ReactNode {
    const { failed } = this.state;
    return failed === null ? this.props.children : <Broken error={failed} onRetry={() => this.setState({ failed: null })} />;
  }
}

export function Broken({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useLingui();
  return (
    <ErrorNotice
      variant="page"
      title={t`This screen broke`}
      sentence={t`That is our mistake. Draw it again; if it stays, tell your operator what is written below.`}
      code={error.message.slice(0, 160)}
      retryLabel={t`Draw it again`}
      onRetry={onRetry}
    />
  );
}
