/** JSON that breaks off in its middle. */
export function brokenOff(json: string): string {
  return json.slice(0, Math.max(1, Math.floor((json.length * 2) / 3)));
}
