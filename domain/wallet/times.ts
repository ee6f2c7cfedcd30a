/** Times as credentials write them: whole seconds, UTC. */

/** `yyyy-MM-ddTHH:mm:ssZ`, the only form that old wallets read. */
export function wholeSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

/** Seconds since 1970, as JWTs count. */
export function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
