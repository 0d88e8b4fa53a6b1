import { refusalOf } from '@afc/client';
import { ErrorNotice } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { useRefusalSentence } from './refusal-sentence.ts';

/** The second of a screen's four states: what could not be read, why, and another try. */
export function QueryError({ error, onRetry, page = false }: { error: unknown; onRetry?: () => unknown; page?: boolean }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const refusal = refusalOf(error);
  return (
    <ErrorNotice
      variant={page ? 'page' : 'inline'}
      title={refusal.code === 'NOT_FOUND' ? t`Nothing here` : t`This could not be loaded`}
      sentence={sentence(refusal)}
      code={refusal.code}
      traceId={refusal.traceId ?? undefined}
      traceLabel={t`Reference`}
      onRetry={onRetry === undefined ? undefined : () => void onRetry()}
      retryLabel={t`Try again`}
    />
  );
}
