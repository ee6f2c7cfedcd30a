/** Whether a request that a cookie vouches for was sent by a page of ours: no other site may act in the name of who is signed in. */

/** Browsers say where a request comes from; over plain HTTP in a local network only by the origin. */
export function isOwnPage({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = headers.get('origin')
  return origin !== null && URL.canParse(origin) && new URL(origin).host === headers.get('host')
}
