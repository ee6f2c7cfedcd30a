/** Places: how many of something may go on at once, in all and for one caller, so that one caller cannot take them all. */

/**
 * @param {number} most places in all
 * @param {number} each places that one caller may hold; many devices may share one address, so it must be generous
 */
export function createPlaces(most, each) {
  /** Caller -> places held. */
  const held = new Map()
  let taken = 0
  const isFull = (caller) => taken >= most || (held.get(caller) ?? 0) >= each

  /** @returns what gives the place back, or undefined where there is none */
  const take = (caller) => {
    if (isFull(caller)) return undefined
    taken++
    held.set(caller, (held.get(caller) ?? 0) + 1)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      taken--
      const rest = held.get(caller) - 1
      if (rest > 0) held.set(caller, rest)
      else held.delete(caller)
    }
  }

  return { isFull, take }
}
