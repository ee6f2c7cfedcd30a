/** Risks in words: a share as one in so many. */

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** 0.001 -> `1 in 1,000`; above a half, in hundredths. */
export function oneIn(share: number): string {
  if (share <= 0) return 'none'
  if (share > 0.5) return `${whole.format(100 * share)} in 100`
  const many = 1 / share
  const rounded = many < 20 ? Math.round(many) : Number(many.toPrecision(2))
  return `1 in ${whole.format(rounded)}`
}

export const score = (threshold: number) => threshold.toFixed(4)
