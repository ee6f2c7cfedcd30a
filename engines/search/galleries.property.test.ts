/** The search equals the plain float scan, whatever is in the gallery and whatever was done to it before. */
import * as fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { Galleries } from './galleries'
import { normalised, plainScan, vector } from './testing'

const rounds = inject('long') ? 1000 : 30

function packed(vectors: Float32Array[]): Float32Array {
  return Float32Array.from(vectors.flatMap((values) => Array.from(values)))
}

const limit = fc.oneof(fc.constantFrom(1, 2, 10, 1000), fc.integer({ min: 1, max: 60 }))

test.each([128, 512, 100, 1, 4096])('search equals the float scan, %i components', (dimension) => {
  const gallery = 'faces'
  const most = dimension === 4096 ? 60 : 300
  fc.assert(
    fc.property(
      fc.array(vector(dimension), { minLength: 1, maxLength: most, size: 'max' }),
      vector(dimension),
      limit,
      fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
      fc.nat(),
      (vectors, stranger, limit, atLeast, pick) => {
        const galleries = new Galleries()
        const entries = vectors.map((values, row): [string, Float32Array] => [`${(row * 7919) % 1000}`, values])
        galleries.put({ gallery, ids: entries.map(([id]) => id), vectors: packed(vectors) })
        for (const probe of [stranger, vectors[pick % vectors.length]]) {
          // A bound that is some entry's own score must let exactly that entry pass.
          const scores = plainScan(entries, probe, Infinity, -Infinity)
          for (const bound of [atLeast ?? -Infinity, scores[pick % scores.length].score]) {
            const found = galleries.search({ gallery, probe, limit, atLeast: bound })
            expect(found).toEqual(plainScan(entries, probe, limit, bound))
          }
        }
      },
    ),
    { numRuns: rounds, endOnFailure: true },
  )
})

test('a large gallery of near-ties equals the float scan', () => {
  const dimension = 128
  fc.assert(
    fc.property(
      fc.array(vector(dimension), { minLength: 20, maxLength: 20 }),
      vector(dimension),
      limit,
      (some, probe, limit) => {
        const entries = Array.from({ length: 5000 }, (_, row): [string, Float32Array] => {
          const values = Float32Array.from(some[row % some.length])
          values[row % dimension] += ((row % 13) - 6) * 2 ** -26
          return [`id${row}`, normalised(values)]
        })
        const galleries = new Galleries()
        galleries.put({
          gallery: 'g',
          ids: entries.map(([id]) => id),
          vectors: packed(entries.map(([, values]) => values)),
        })
        const found = galleries.search({ gallery: 'g', probe, limit, atLeast: -Infinity })
        expect(found).toEqual(plainScan(entries, probe, limit, -Infinity))
      },
    ),
    { numRuns: Math.ceil(rounds / 10), endOnFailure: true },
  )
})

/** Few ids, so that puts replace and removals hit; 1024 components, so that 60 rows fill a page. */
const dimension = 1024
const gallery = fc.constantFrom('a', 'b')
const id = fc.nat(200).map(String)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      gallery,
      entries: fc.array(fc.tuple(id, vector(dimension)), { maxLength: 90, size: 'max' }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      gallery,
      ids: fc.array(id, { maxLength: 90, size: 'max' }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), gallery }) },
)

test('after any puts, replacements, removals and drops a search sees what is there', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), vector(dimension), limit, (steps, probe, limit) => {
      const galleries = new Galleries()
      const model = { a: new Map<string, Float32Array>(), b: new Map<string, Float32Array>() }
      for (const step of steps) {
        const expected = model[step.gallery as 'a' | 'b']
        if (step.kind === 'put') {
          const [ids, vectors] = [step.entries.map(([id]) => id), packed(step.entries.map(([, values]) => values))]
          galleries.put({ gallery: step.gallery, ids, vectors })
          for (const [id, values] of step.entries) expected.set(id, values)
        } else if (step.kind === 'remove') {
          galleries.remove({ gallery: step.gallery, ids: step.ids })
          for (const id of step.ids) expected.delete(id)
        } else {
          galleries.drop({ gallery: step.gallery })
          expected.clear()
        }
        for (const [gallery, entries] of Object.entries(model)) {
          expect(galleries.size({ gallery })).toBe(entries.size)
          const found = galleries.search({ gallery, probe, limit, atLeast: -Infinity })
          expect(found).toEqual(plainScan(entries, probe, limit, -Infinity))
        }
      }
    }),
    { numRuns: rounds, endOnFailure: true },
  )
})
