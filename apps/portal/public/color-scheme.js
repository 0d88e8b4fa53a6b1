// Before the first paint, and a file of its own so that no policy against inline scripts stops it.
(() => {
  const chosen = localStorage.getItem('afc.portal.color-scheme');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  const root = document.documentElement;
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  root.style.background = dark ? '#0a0f11' : '#f4f6f6';
})();
