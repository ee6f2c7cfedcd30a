import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadManifest, type NetEntry } from './models'
import { createRuntime, type NetInput, type NetTensor } from './runtime'

const runtime = createRuntime({ threads: 1 })
const { nets } = loadManifest()
const readModel = ({ file }: NetEntry) => readFile(join(process.cwd(), 'build/models', file))
/** Pixels of the picture to a step of the answer, as the notes of these nets say. */
const stepWidths: Record<string, number> = { text_line: 8, zone_line: 4 }
const concrete = ({ name }: NetEntry, shape: NetEntry['input']['shape'], batch: number) => {
  const free = { batch, height: 64, width: 96, steps: 96 / stepWidths[name]!, frames: 120 }
  return shape.map((size) => (typeof size === 'number' ? size : free[size]))
}
/** Zeros, and the one setting that is a whole number. */
const settingsOf = (entry: NetEntry, batch: number): [string, NetInput][] =>
  Object.entries(entry.settings ?? {}).map(([name, { type, shape }]) => {
    const dims = concrete(entry, shape, batch)
    if (type === 'int64') return [name, { data: BigInt64Array.of(16_000n), dims }]
    return [name, { data: new Float32Array(dims.reduce((product, size) => product * size)), dims }]
  })
const grey = (dims: number[]): NetTensor => ({
  data: new Float32Array(dims.reduce((product, size) => product * size)).fill(128),
  dims,
})

describe.each(Object.values(nets))('$name', (entry) => {
  it('takes and gives what the manifest says, for one and for three', async () => {
    const net = await runtime.load(entry.name, await readModel(entry))
    expect(net.inputs).toEqual([entry.input.name, ...Object.keys(entry.settings ?? {})])
    expect([...net.outputs].sort()).toEqual(Object.keys(entry.outputs).sort())
    for (const batch of [1, 3]) {
      const outputs = await net.run({
        [entry.input.name]: grey(concrete(entry, entry.input.shape, batch)),
        ...Object.fromEntries(settingsOf(entry, batch)),
      })
      for (const [name, { shape }] of Object.entries(entry.outputs)) {
        const { data, dims } = outputs[name]!
        expect(dims).toEqual(concrete(entry, shape, batch))
        expect(data).toHaveLength(dims.reduce((product, size) => product * size))
        expect(data.every(Number.isFinite)).toBe(true)
      }
    }
    await net.release()
  })
})

it('serves calls made at once in line, each with its own answer', async () => {
  const net = await runtime.load('landmark_68', await readModel(nets.landmark_68!))
  const dims = [1, 3, 112, 112]
  const inputs = [0, 60, 120, 180].map((value) => ({ data: new Float32Array(3 * 112 * 112).fill(value), dims }))
  const together = await Promise.all(inputs.map((input) => net.run({ input })))
  for (const [index, input] of inputs.entries()) {
    const alone = await net.run({ input })
    expect(together[index]!.points!.data).toEqual(alone.points!.data)
  }
  expect(together[0]!.points!.data).not.toEqual(together[3]!.points!.data)
  await net.release()
})

it('names the net when something does not fit, and stays usable', async () => {
  await expect(runtime.load('nonsense', new Uint8Array(64).fill(7))).rejects.toThrow(
    'The net nonsense cannot be loaded.',
  )
  const net = await runtime.load('landmark_68', await readModel(nets.landmark_68!))
  await expect(net.run({ input: grey([1, 3, 64, 64]) })).rejects.toThrow(/^The net landmark_68 could not run: /)
  await expect(net.run({ picture: grey([1, 3, 112, 112]) })).rejects.toThrow(/^The net landmark_68 could not run: /)
  await expect(net.run({ input: { data: new Float32Array(7), dims: [1, 3, 112, 112] } })).rejects.toThrow(/landmark_68/)
  expect((await net.run({ input: grey([1, 3, 112, 112]) })).points!.dims).toEqual([1, 68, 2])
  await net.release()
})

it('refuses another number of threads once it has started', () => {
  expect(() => createRuntime({ threads: 2 })).toThrow('started with 1 threads and cannot change to 2')
  expect(createRuntime({ threads: 1 }).threads).toBe(1)
})
