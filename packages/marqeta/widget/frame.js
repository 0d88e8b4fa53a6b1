/** What the page that holds this frame put after its #. */
export const words = new URLSearchParams(location.hash.slice(1));

/** Tells the page that holds this frame what happened; never a digit. */
export function tell(happened, message) {
  parent.postMessage({ happened, message }, '*');
}

/** Asks this origin's server. Throws with its words when it refuses. */
export async function ask(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) throw new Error(json.error_message ?? `HTTP ${answer.status}`);
  return json;
}
