/** Power spectra of real frames by a radix-2 Fourier transform in place. */

/** Computes spectra of one size; holds the tables and the working space for it. */
export class PowerSpectrum {
  readonly bins: number
  readonly #real: Float64Array
  readonly #imaginary: Float64Array
  readonly #cosines: Float64Array
  readonly #sines: Float64Array
  readonly #reversed: Uint32Array

  /** @param size a power of two */
  constructor(readonly size: number) {
    if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError(`${size} is no power of two.`)
    this.bins = size / 2 + 1
    this.#real = new Float64Array(size)
    this.#imaginary = new Float64Array(size)
    const turn = (index: number) => (2 * Math.PI * index) / size
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, index) => Math.cos(turn(index)))
    this.#sines = Float64Array.from({ length: size / 2 }, (_, index) => Math.sin(turn(index)))
    this.#reversed = reversedBits(size)
  }

  /**
   * |X|² of bins 0..size/2.
   * @param frame at most `size` samples; what lacks is zero
   */
  of(frame: ArrayLike<number>, power: Float64Array): void {
    this.#real.fill(0)
    this.#imaginary.fill(0)
    for (let index = 0; index < frame.length; index++) this.#real[this.#reversed[index]!] = frame[index]!
    this.#transform()
    for (let bin = 0; bin < this.bins; bin++) power[bin] = this.#real[bin]! ** 2 + this.#imaginary[bin]! ** 2
  }

  #transform(): void {
    const [real, imaginary, cosines, sines] = [this.#real, this.#imaginary, this.#cosines, this.#sines]
    for (let half = 1; half < this.size; half *= 2) {
      const stride = this.size / (2 * half)
      for (let start = 0; start < this.size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const [a, b] = [start + k, start + k + half]
          const [c, s] = [cosines[k * stride]!, sines[k * stride]!]
          const turnedReal = real[b]! * c + imaginary[b]! * s
          const turnedImaginary = imaginary[b]! * c - real[b]! * s
          real[b] = real[a]! - turnedReal
          imaginary[b] = imaginary[a]! - turnedImaginary
          real[a]! += turnedReal
          imaginary[a]! += turnedImaginary
        }
      }
    }
  }
}

function reversedBits(size: number): Uint32Array {
  const bits = Math.log2(size)
  return Uint32Array.from({ length: size }, (_, index) => {
    let reversed = 0
    for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit)
    return reversed
  })
}
