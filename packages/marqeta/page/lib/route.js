/** Where one is: `#/purchases/TOKEN`. */
export function here() {
  const [, tab = '', subject] = decodeURIComponent(location.hash).split('/');
  return { tab, subject: subject === undefined || subject === '' ? null : subject };
}

export function hashOf(tab, subject = null) {
  return `#/${tab}${subject === null ? '' : `/${encodeURIComponent(subject)}`}`;
}

export function go(tab, subject = null) {
  location.hash = hashOf(tab, subject);
}
