import '@afc/ui/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { preferredLocale, speak } from './lib/i18n.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

await speak(preferredLocale());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
