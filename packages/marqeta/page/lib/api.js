/** A call of the control API; throws an error with the emulator's own words when it refuses. */
export async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) throw new Error(json.error_message ?? `HTTP ${answer.status}`);
  return json;
}

/** One message of a simulation. */
export const simulate = (event, body) => call('POST', '/control/simulate', { event, ...body });
