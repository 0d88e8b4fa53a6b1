import { ask, tell, words } from './frame.js';

const $ = (id) => document.getElementById(id);
const token = words.get('control_token') ?? '';

function say(text, look) {
  $('said').textContent = text;
  $('said').className = look;
}

async function set() {
  const pin = $('pin').value;
  if (!/^[0-9]{4}$/.test(pin)) return say('A PIN has four digits.', 'bad');
  if (pin !== $('again').value) return say('The two are not the same.', 'bad');
  try {
    await ask('/widgets/pin/set', { control_token: token, pin });
    $('set').remove();
    say('The PIN is set.', 'good');
    tell('pin_set');
  } catch (error) {
    say(`${error.message}.`, 'bad');
    tell('failed', error.message);
  }
}

async function reveal() {
  try {
    const { pin } = await ask('/widgets/pin/reveal', { control_token: token });
    $('revealed').textContent = pin;
    $('revealed').hidden = false;
    tell('pin_shown');
  } catch (error) {
    say(`${error.message}.`, 'bad');
    tell('failed', error.message);
  }
}

$('set').addEventListener('submit', (event) => {
  event.preventDefault();
  void set();
});
if (words.get('scheme') === 'dark') document.documentElement.classList.add('dark');
if (words.get('purpose') === 'reveal') await reveal();
else $('set').hidden = false;
