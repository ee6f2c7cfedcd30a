/**
 * The templates of one gallery as numbered rows without gaps, and the exact scan over them: the kernel's driver.
 * Each row is kept twice: as float32 (outside WASM memory, which ends at 4 GiB) and as int8 in the kernel's pages.
 * Knows no ids and does not check vectors: that is gallery.ts.
 *
 * Why the result is that of the plain float scan. Let v be a row, q the probe, |v|, |q| <= LONGEST. The kernel knows
 * V = s*I and Q = t*J, with whole numbers I, J and float32 scales s, t; let v = V + e and q = Q + f. Then
 *
 *   v.q = V.Q + e.q + V.f,   so   v.q <= s*t*(I.J) + |e||q| + |V||f|     (Cauchy-Schwarz)
 *
 * I.J is summed without rounding. |e||q| <= |e|*LONGEST is stored with the row as its radius, rounded up. |V| <= 2|v|
 * as rounding to whole numbers at most doubles a component, so |V||f| <= 2*LONGEST*|f| is one number per probe.
 * The kernel turns I.J to float32, multiplies twice, adds and compares with a rounded threshold: five roundings of
 * values below 4, each off by at most 4 * 2^-24, together below 1.2e-6; the float64 sum that is the score is off by less
 * than 1e-11. ROUNDING covers both. A row is passed over only if this upper bound lies below the score that a match
 * has to reach at that moment; every other row is scored in full. So no row that belongs to the result is lost, and
 * the bound decides how many rows are scored, never what comes out.
 */
import { type Kernel, PAGE_BYTES } from './kernel'
import { quantise } from './quantise'
import { cosine } from './score'

/** Upper bound of a vector's length that gallery.ts lets through, as an L2-normalised float32 vector. */
export const LONGEST = 1.001
/** Four rows of more components would not be worth a page of 64 KiB. */
export const MAX_DIMENSION = 4096
const ROUNDING = 2e-6
const INT8_RANGE = 127
const INT16_RANGE = 32767
const INT32_MAX = 2 ** 31 - 1

interface Page {
  address: number
  /** rowsPerPage x dimension */
  vectors: Float32Array
}

export class Rows {
  count = 0
  private readonly pages: Page[] = []
  /** Components of a row in the kernel's pages: the dimension, filled up to a multiple of 16. */
  private readonly stride: number
  private readonly blockBytes: number
  private readonly rowsPerPage: number
  /** The row being written, on its way from float32 to int8. */
  private readonly wholes: Int16Array

  constructor(
    private readonly kernel: Kernel,
    readonly dimension: number,
  ) {
    this.stride = Math.ceil(dimension / 16) * 16
    this.blockBytes = 4 * this.stride + 32
    this.rowsPerPage = Math.floor(PAGE_BYTES / this.blockBytes) * 4
    this.wholes = new Int16Array(dimension)
  }

  /**
   * Makes sure that `more` rows can be added.
   * @throws SearchRefused when the kernel's memory is full
   */
  reserve(more: number): void {
    this.kernel.reserve(Math.ceil((this.count + more) / this.rowsPerPage) - this.pages.length)
  }

  /** Writes row `row`; `row === count` adds one. `vectors` holds the vector from index `at`. */
  write(row: number, vectors: Float32Array, at: number): void {
    if (row === this.pages.length * this.rowsPerPage) this.addPage()
    if (row === this.count) this.count += 1
    const place = this.place(row)
    const { bytes, floats } = this.kernel
    place.page.vectors.set(vectors.subarray(at, at + this.dimension), place.vector)
    const { scale, error } = quantise(vectors, at, this.dimension, INT8_RANGE, this.wholes)
    for (let i = 0; i < this.dimension; i++) bytes[place.chunks + (i >> 4) * 64 + (i & 15)] = this.wholes[i]
    floats[place.scale] = scale
    floats[place.radius] = error * LONGEST * (1 + 1e-6)
  }

  /** Copies `count` rows from row `from` on, one after the other. */
  read(from: number, count: number): Float32Array {
    const copy = new Float32Array(count * this.dimension)
    for (let row = 0; row < count; row++) {
      const { page, vector } = this.place(from + row)
      copy.set(page.vectors.subarray(vector, vector + this.dimension), row * this.dimension)
    }
    return copy
  }

  /** The last row takes the place of row `row`, and its old place is wiped. */
  remove(row: number): void {
    const last = this.place(this.count - 1)
    if (row !== this.count - 1) this.write(row, last.page.vectors, last.vector)
    const { bytes, floats } = this.kernel
    last.page.vectors.fill(0, last.vector, last.vector + this.dimension)
    for (let chunk = 0; chunk < this.stride * 4; chunk += 64)
      bytes.fill(0, last.chunks + chunk, last.chunks + chunk + 16)
    floats[last.scale] = 0
    floats[last.radius] = NaN
    this.count -= 1
    if (this.count % this.rowsPerPage === 0) this.kernel.givePage(this.pages.pop()!.address)
  }

  clear(): void {
    for (const page of this.pages) this.kernel.givePage(page.address)
    this.pages.length = 0
    this.count = 0
  }

  /**
   * Scores, in rising order, every row that might reach the floor.
   * @param floor the score that a match has to reach to start with
   * @param offer receives a row and its score; returns the floor from now on
   */
  scan(probe: Float32Array, floor: number, offer: (row: number, score: number) => number): void {
    const { next } = this.kernel
    const { scale, slack } = this.loadProbe(probe)
    for (let index = 0; index < this.pages.length; index++) {
      const { address, vectors } = this.pages[index]
      const firstRow = index * this.rowsPerPage
      const blocks = Math.ceil(Math.min(this.count - firstRow, this.rowsPerPage) / 4)
      const end = address + blocks * this.blockBytes
      let block = address
      while (block < end) {
        const hit = next(block, end, 2 * this.stride, scale, floor - slack) >>> 0
        if (hit === 0) break
        block = hit - (hit & 15)
        const row = ((block - address) / this.blockBytes) * 4
        for (let lane = 0; lane < 4; lane++) {
          if ((hit >> lane) & 1) {
            floor = offer(firstRow + row + lane, cosine(vectors, (row + lane) * this.dimension, probe))
          }
        }
        block += this.blockBytes
      }
    }
  }

  /** Gives the kernel the probe. `slack` is |V||f| plus the roundings, as above. */
  private loadProbe(probe: Float32Array): { scale: number; slack: number } {
    const target = this.kernel.probe
    // I.J is at most 127 * range * stride and has to fit into an i32.
    const range = Math.min(INT16_RANGE, Math.floor(INT32_MAX / (INT8_RANGE * this.stride)))
    const { scale, error } = quantise(probe, 0, this.dimension, range, target)
    target.fill(0, this.dimension, this.stride)
    return { scale, slack: 2 * LONGEST * error + ROUNDING }
  }

  private addPage(): void {
    const address = this.kernel.takePage()
    for (let block = address; block + this.blockBytes <= address + PAGE_BYTES; block += this.blockBytes) {
      const radius = (block + 4 * this.stride + 16) / 4
      this.kernel.floats.fill(NaN, radius, radius + 4)
    }
    this.pages.push({ address, vectors: new Float32Array(this.rowsPerPage * this.dimension) })
  }

  /** Where a row lies: `chunks` is an address, `scale` and `radius` are indexes of the kernel's floats. */
  private place(row: number): { page: Page; vector: number; chunks: number; scale: number; radius: number } {
    const page = this.pages[Math.floor(row / this.rowsPerPage)]
    const inPage = row % this.rowsPerPage
    const lane = inPage & 3
    const block = page.address + (inPage >> 2) * this.blockBytes
    const scale = (block + 4 * this.stride) / 4 + lane
    return { page, vector: inPage * this.dimension, chunks: block + lane * 16, scale, radius: scale + 4 }
  }
}
