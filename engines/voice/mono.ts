/** One channel out of two, without losing a voice that is on one of them only. */
const silentShare = 1e-3
/** Power of the mean of the channels, against that of the channels: 1 where they are alike, 0.5 where they are unrelated. */
const cancelledShare = 0.1

const power = (samples: Float32Array) => samples.reduce((sum, value) => sum + value * value, 0)

/** @param channels one or two of equal length */
export function toMono([left, right]: Float32Array[]): Float32Array {
  if (!left) throw new RangeError('A sound has at least one channel.')
  if (!right) return left
  const [leftPower, rightPower] = [power(left), power(right)]
  if (rightPower <= silentShare * leftPower) return left
  if (leftPower <= silentShare * rightPower) return right
  const mean = left.map((value, index) => (value + right[index]!) / 2)
  return power(mean) < (cancelledShare * (leftPower + rightPower)) / 2 ? left : mean
}
