import { ask, tell, words } from './frame.js';

const PARTS = { Pan: 'pan', Exp: 'expiration', Cvv: 'cvv_number' };
const LABELS = { Pan: 'Copy the card number', Exp: 'Copy the expiration date', Cvv: 'Copy the security code' };

const SVG = 'http://www.w3.org/2000/svg';

const name = words.get('name') ?? '';
const token = words.get('token');
const options = JSON.parse(words.get('options') ?? '{}');
const part = name.slice(-3);
const siblings = new BroadcastChannel(words.get('channel') ?? '');

/** As a card shows it: the number in groups of four, the month and the year apart. */
function formatted(text) {
  if (options.format !== true) return text;
  return part === 'Pan' ? text.match(/.{1,4}/g).join(' ') : part === 'Exp' ? `${text.slice(0, 2)}/${text.slice(2)}` : text;
}

function styled(made, styles = {}) {
  for (const [property, value] of Object.entries(styles)) made.style.setProperty(property, value);
  return made;
}

function digits(text) {
  const made = document.createElement('span');
  made.textContent = formatted(text);
  return styled(made, options.styles?.span);
}

/** Two sheets of paper, one over the other. */
function sheets() {
  const drawn = document.createElementNS(SVG, 'svg');
  drawn.setAttribute('viewBox', '0 0 24 24');
  drawn.setAttribute('aria-hidden', 'true');
  const lines = document.createElementNS(SVG, 'path');
  lines.setAttribute('d', 'M9 9h10v12H9zM15 9V3H5v12h4');
  drawn.append(lines);
  return drawn;
}

function copier(text) {
  const made = document.createElement('button');
  made.type = 'button';
  made.setAttribute('aria-label', LABELS[part]);
  made.className = options.mode === 'transparent' ? 'transparent' : 'copy';
  if (options.mode !== 'transparent') made.append(sheets());
  made.addEventListener('click', () => {
    void navigator.clipboard.writeText(text).then(
      () => tell('copied'),
      (error) => tell('not_copied', String(error)),
    );
  });
  return styled(made, options.styles?.button);
}

function draw(outcome) {
  if (outcome.failure !== undefined) return tell('failed', outcome.failure);
  const text = outcome.card[PARTS[part]];
  document.body.replaceChildren(name.startsWith('copy') ? copier(text) : digits(text));
  tell('shown');
}

/** A token shows a card once, so one frame asks, and gives the answer to the others when they are there. */
async function lead() {
  const outcome = ask('/widgets/card/show', { client_access_token: token }).then(
    (card) => ({ card }),
    (error) => ({ failure: error.message }),
  );
  siblings.addEventListener('message', ({ data }) => {
    if (data === 'ready') void outcome.then((said) => siblings.postMessage(said));
  });
  draw(await outcome);
  siblings.postMessage(await outcome);
}

function follow() {
  siblings.addEventListener('message', ({ data }) => {
    if (data === 'ready') return;
    siblings.close();
    draw(data);
  });
  siblings.postMessage('ready');
}

if (token === null) follow();
else await lead();
