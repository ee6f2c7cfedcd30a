/** The committed bytes of the kernel are what its text compiles to; its memory is dealt out and taken back. */
import { readFile } from 'node:fs/promises'
import wabt from 'wabt'
import { expect, test } from 'vitest'
import { Kernel, PAGE_BYTES } from './kernel'

test('kernel-bytes.ts is kernel.wat compiled', async () => {
  const text = await readFile(new URL('./kernel.wat', import.meta.url), 'utf8')
  const compiler = await wabt()
  const { buffer } = compiler.parseWat('kernel.wat', text, { simd: true }).toBinary({})
  const expected = [
    '/** kernel.wat compiled to WebAssembly, in base64. Made by kernel.test.ts; not to be changed by hand. */',
    'export const kernelBase64 =',
    `  '${Buffer.from(buffer).toString('base64')}'`,
    '',
  ].join('\n')
  await expect(expected).toMatchFileSnapshot('./kernel-bytes.ts')
})

test('a page given back is wiped and dealt out again', () => {
  const kernel = new Kernel()
  const page = kernel.takePage()
  kernel.bytes.fill(7, page, page + PAGE_BYTES)
  kernel.givePage(page)
  expect(kernel.takePage()).toBe(page)
  expect(kernel.bytes.subarray(page, page + PAGE_BYTES).every((byte) => byte === 0)).toBe(true)
  expect(kernel.takePage()).not.toBe(page)
})

test('more than 4 GiB is refused and changes nothing', () => {
  const kernel = new Kernel()
  const before = kernel.bytes.byteLength
  expect(() => kernel.reserve(65536)).toThrow('cannot grow by 65536 pages')
  expect(kernel.bytes.byteLength).toBe(before)
})
