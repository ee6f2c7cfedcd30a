/**
 * Band-limited resampling: each output sample is a sum of its neighbours under a windowed sinc, whose cut-off lies below half of the
 * lower of both rates.
 */

/** Zero crossings of the sinc on each side: more make the edge of the band steeper. */
const crossings = 32
/** Kaiser's window; 9 suppresses by about 90 dB. */
const beta = 9
/** Of half the lower rate. What lies between this and 1 is the fall of the filter. */
const passShare = 0.93
/** Points of the table between two zero crossings; between points it is linear, which errs by less than -100 dB. */
const density = 512

const kernel = kaiserSinc()

/** @returns the samples at `toHz`; as many as fit the same time */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples
  const step = fromHz / toHz
  const cutoff = passShare * Math.min(1, 1 / step)
  const reach = crossings / cutoff
  const perSample = cutoff * density
  const output = new Float32Array(Math.floor(samples.length / step))
  for (let index = 0; index < output.length; index++) {
    const centre = index * step
    const from = Math.max(0, Math.ceil(centre - reach))
    const to = Math.min(samples.length - 1, Math.floor(centre + reach))
    let sum = 0
    for (let at = from; at <= to; at++) {
      const place = Math.abs(at - centre) * perSample
      const below = place | 0
      const weight = kernel[below]! + (place - below) * (kernel[below + 1]! - kernel[below]!)
      sum += weight * samples[at]!
    }
    output[index] = cutoff * sum
  }
  return output
}

/** One side of the kernel, from its middle outwards, `density` points a crossing. */
function kaiserSinc(): Float64Array {
  const points = crossings * density
  return Float64Array.from({ length: points + 2 }, (_, index) => {
    const share = index / points
    if (share > 1) return 0
    const phase = (Math.PI * index) / density
    const sinc = index === 0 ? 1 : Math.sin(phase) / phase
    return (sinc * bessel(beta * Math.sqrt(1 - share * share))) / bessel(beta)
  })
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
