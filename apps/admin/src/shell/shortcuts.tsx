import { useReadable } from '@afc/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { Modal } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { urls } from '../lib/urls.ts';
import { useViewer } from '../lib/viewer.tsx';
import classes from './shortcuts.module.css';
import { shortcutsHelp } from './shortcuts-store.ts';

/** `?` for help, and `g` with a letter to go somewhere; lists add their own j, k, x and Enter. */
export function Shortcuts() {
  const { t } = useLingui();
  const router = useRouter();
  const { company, permissions } = useViewer();
  const opened = useReadable(shortcutsHelp);
  const places: Record<string, { label: string; href: string }> = {
    ...(company && {
      o: { label: t`Go to the overview`, href: urls.overview() },
      c: { label: t`Go to cards`, href: urls.cards() },
      t: { label: t`Go to transactions`, href: urls.transactions() },
      p: { label: t`Go to people`, href: urls.people() },
      b: { label: t`Go to controls and budgets`, href: urls.company() },
      n: { label: t`Go to notifications`, href: urls.notifications() },
    }),
    ...(permissions.includes('RUN_INSTALLATION') && {
      i: { label: t`Go to the installation`, href: urls.installation() },
      m: { label: t`Go to failed messages`, href: urls.messages() },
    }),
  };
  const go = useEffectEvent((key: string) => {
    const place = places[key];
    if (place) router.history.push(place.href);
    return place !== undefined;
  });

  useEffect(() => {
    let goingSince = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || event.defaultPrevented) return;
      if (event.key === '?') shortcutsHelp.set(!shortcutsHelp.get());
      else if (Date.now() - goingSince < 1500 && go(event.key)) event.preventDefault();
      goingSince = event.key === 'g' ? Date.now() : 0;
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <Modal opened={opened} onClose={() => shortcutsHelp.set(false)} title={t`Keyboard shortcuts`}>
      <dl className={classes.keys}>
        <Keys keys={['⌘ K', 'Ctrl K']} label={t`Find a person, card or purchase`} />
        <Keys keys={['j', 'k']} label={t`Next and previous row of a list`} />
        <Keys keys={['Enter']} label={t`Open the row`} />
        <Keys keys={['x']} label={t`Select the row`} />
        <Keys keys={['/']} label={t`Search the list`} />
        {Object.entries(places).map(([key, { label }]) => (
          <Keys key={key} keys={[`g ${key}`]} label={label} />
        ))}
        <Keys keys={['?']} label={t`This help`} />
      </dl>
      <p className={classes.note}>
        <Trans>Keys do nothing while you type in a field.</Trans>
      </p>
    </Modal>
  );
}

function Keys({ keys, label }: { keys: readonly string[]; label: string }) {
  return (
    <div className={classes.row}>
      <dt>{label}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dd>
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role="textbox"]') !== null)
  );
}
