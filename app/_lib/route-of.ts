/** Names for the log. */

/** Letters, a version, and the one word that has a number; an id has figures among its letters. */
const word = /^(?:[a-z-]+(?:base64)?|v?\d|\d\.\d)$/

/**
 * The method and the path of a request, with `:id` for whatever is not a word of ours: nothing that a caller chose is in it.
 * @param held what the path holds in its variable parts, for these may look like a word
 */
export function routeOf({ method, url }: Pick<Request, 'method' | 'url'>, ...held: unknown[]): string {
  const parts = new URL(url).pathname.split('/').slice(1)
  const shown = parts.map((part) => (word.test(part) && !held.includes(part) ? part : ':id'))
  return `${method} /${shown.join('/')}`
}
