/**
 * The compiled kernel and its memory, dealt out in pages of 64 KiB that any gallery may hold.
 * One instance serves all galleries of a thread. What is inside a page is the business of rows.ts.
 */
import { kernelBase64 } from './kernel-bytes'
import { SearchRefused } from './refused'

/** WebAssembly's own unit of growth, so that a page is never moved. */
export const PAGE_BYTES = 65536
/** 4 GiB: what 32-bit addresses reach. */
const MOST_PAGES = 65536

interface KernelExports {
  memory: WebAssembly.Memory
  next(block: number, end: number, probeEnd: number, probeScale: number, threshold: number): number
}

export class Kernel {
  /** See kernel.wat. Addresses go in and come out as 32-bit numbers, of which JS sees the upper half as negative. */
  readonly next: KernelExports['next']
  /** Views of the whole memory; growing replaces them, so never keep one. */
  bytes!: Int8Array
  floats!: Float32Array
  private readonly memory: WebAssembly.Memory
  private readonly free: number[] = []

  constructor() {
    const code = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0))
    const instance = new WebAssembly.Instance(new WebAssembly.Module(code))
    const exports = instance.exports as unknown as KernelExports
    this.memory = exports.memory
    this.next = exports.next
    this.look()
  }

  /** The first page holds the probe and is never dealt out. */
  get probe(): Int16Array {
    return new Int16Array(this.memory.buffer, 0, PAGE_BYTES / 2)
  }

  /**
   * Makes sure that the next `count` calls of `takePage` succeed.
   * @throws SearchRefused when 4 GiB or the machine's memory would be exceeded
   */
  reserve(count: number): void {
    const missing = count - this.free.length
    if (missing <= 0) return
    const held = this.memory.buffer.byteLength / PAGE_BYTES
    // Each growth makes a new ArrayBuffer, which the garbage collector counts in full: so few and large ones.
    const growth = Math.min(Math.max(missing, held >> 2), MOST_PAGES - held)
    let page: number
    try {
      if (missing > growth) throw new RangeError('The addresses of WebAssembly end at 4 GiB.')
      page = this.memory.grow(growth)
    } catch (cause) {
      const heldMiB = (held * PAGE_BYTES) / 2 ** 20
      throw new SearchRefused(`The search index holds ${heldMiB} MiB and cannot grow by ${missing} pages of 64 KiB.`, {
        cause,
      })
    }
    this.look()
    for (let index = growth - 1; index >= 0; index--) this.free.push((page + index) * PAGE_BYTES)
  }

  /** Address of a page that nobody else holds, full of zeros. */
  takePage(): number {
    this.reserve(1)
    return this.free.pop()!
  }

  /** Wipes the page: no template outlives its gallery in memory. */
  givePage(address: number): void {
    this.bytes.fill(0, address, address + PAGE_BYTES)
    this.free.push(address)
  }

  private look(): void {
    this.bytes = new Int8Array(this.memory.buffer)
    this.floats = new Float32Array(this.memory.buffer)
  }
}
