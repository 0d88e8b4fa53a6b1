import '@afc/ui/styles.css';
import { reloadForNewVersion } from '@afc/screens';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { language } from './lib/language.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

reloadForNewVersion('admin');
await language.speak(language.preferred());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
