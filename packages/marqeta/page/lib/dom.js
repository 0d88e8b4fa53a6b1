/** Text becomes text nodes, never markup. A name that begins with `on` is a listener. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const badge = (word, look = word) => element('span', { class: `badge ${look}` }, word);
export const empty = (text) => element('p', { class: 'empty' }, text);
export const emptyItem = (text) => element('li', { class: 'empty' }, text);

/** A label above its field. */
export function field(label, control) {
  return element('div', { class: 'field' }, element('label', { for: control.id }, label), control);
}

/** Options of a select, `[value, text]` each. */
export function select(attributes, options) {
  return element('select', attributes, ...options.map(([value, text]) => element('option', { value }, text)));
}

export function button(text, onclick, attributes = {}) {
  return element('button', { type: 'button', onclick, ...attributes }, text);
}

/** A section with its heading; `beside` stands at the heading's end. */
export function panel(title, { level = 'h2', beside = null, look = '' } = {}, ...children) {
  const heading = element(level, {}, title);
  const head = beside === null ? heading : element('div', { class: 'head' }, heading, beside);
  return element('section', { class: `panel ${look}`, 'aria-label': title }, head, ...children);
}

/**
 * Draws a list anew without touching what stays: focus, open details and scroll positions survive a refresh. `make` gives a new
 * child, `update` brings a child that stays up to date.
 */
export function reconcile(list, items, keyOf, make, update = () => undefined) {
  const wanted = new Set(items.map((item) => String(keyOf(item))));
  for (const child of [...list.children]) if (!wanted.has(child.dataset.key)) child.remove();
  const present = new Map([...list.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    const child = present.get(key) ?? make(item);
    child.dataset.key = key;
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
    update(child, item);
  });
}

/** Options of a select in groups; keeps the choice when it is drawn again. */
export function fillGroups(list, options, groupOf, always = []) {
  const before = list.value;
  const groups = Map.groupBy(options, groupOf);
  const optionOf = ({ value, text }) => element('option', { value }, text);
  list.replaceChildren(
    ...always.map(optionOf),
    ...[...groups].map(([label, members]) => element('optgroup', { label }, ...members.map(optionOf))),
  );
  if ([...always, ...options].some(({ value }) => value === before)) list.value = before;
}

/** Replaces the children only when what they show has changed. */
export function drawOnce(parent, look, make) {
  const key = JSON.stringify(look);
  if (parent.dataset.look === key) return;
  parent.dataset.look = key;
  parent.replaceChildren(...make());
}
