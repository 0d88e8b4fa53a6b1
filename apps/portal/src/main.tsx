import '@afc/ui/styles.css';
import { reloadForNewVersion } from '@afc/screens';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { installOffer } from './lib/install-offer.ts';
import { language } from './lib/language.ts';
import { base } from './lib/urls.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

reloadForNewVersion('portal');
installOffer.listen();
await language.speak(language.preferred());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// Installable only where browsers allow it; the app is whole without it.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register(`${base}/sw.js`, { scope: `${base}/` });
}
