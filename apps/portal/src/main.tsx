import '@afc/ui/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { preferredLocale, speak } from './lib/i18n.ts';
import { installOffer } from './lib/install-offer.ts';
import { reloadForNewVersion } from './lib/new-version.ts';
import { base } from './lib/urls.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

reloadForNewVersion();
installOffer.listen();
await speak(preferredLocale());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// Installable only where browsers allow it; the app is whole without it.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register(`${base}/sw.js`, { scope: `${base}/` });
}
