import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cosine, normalise } from '@/engines/math'
import { vectorBytes } from '../../templates'
import type { Held } from '../follower'
import { HeldPeople } from './held-people'

const models = ['face-one@1', 'face-two@1']
const vectorOf = (seed: number) =>
  normalise(Float32Array.from({ length: 8 }, (_, i) => Math.sin(seed * 7919 + i * 131)))

const person = (subject: string, templates: { seed: number; model: string }[]): Held => ({
  subject,
  acs_id: subject,
  acs_id_schema: 'string64',
  templates: templates.map(({ seed, model }, n) => ({
    id: `${subject} ${seed} ${n}`,
    model,
    vector: vectorBytes(vectorOf(seed)),
  })),
  scopes: [],
})

const floats = (bytes: Uint8Array) => new Float32Array(new Uint8Array(bytes).buffer)

/** The same, one after the other. */
function plainNearest(people: Iterable<Held>, probe: Float32Array, model: string) {
  const scores = [...people].flatMap(({ subject, templates }) =>
    templates
      .filter((template) => template.model === model)
      .map(({ vector }) => ({ subject, score: cosine(probe, floats(vector)) })),
  )
  const best = [...scores].sort((a, b) => b.score - a.score)[0]
  const others = scores.filter(({ subject }) => subject !== best?.subject).map(({ score }) => score)
  return { best: best?.score ?? -1, second: Math.max(-1, ...others), templates: scores.length }
}

const templates = fc.array(fc.record({ seed: fc.nat(500), model: fc.constantFrom(...models) }), { maxLength: 5 })
const subject = fc.constantFrom('anna', 'ben', 'cleo', 'dora')
const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), subject, templates }),
  fc.record({ kind: fc.constant('remove' as const), subject }),
  fc.record({ kind: fc.constant('clear' as const) }),
)

test('Whatever has come and gone, the nearest is who it would be among those who are held', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 30 }),
      fc.nat(500),
      fc.constantFrom(...models),
      (changes, seed, model) => {
        const held = new HeldPeople()
        const plain = new Map<string, Held>()
        for (const one of changes) {
          if (one.kind === 'put') {
            const put = person(one.subject, one.templates)
            held.put([put])
            plain.set(one.subject, put)
          } else if (one.kind === 'remove') {
            held.remove([one.subject])
            plain.delete(one.subject)
          } else {
            held.clear()
            plain.clear()
          }
        }
        const wanted = plainNearest(plain.values(), vectorOf(seed), model)
        const { best, second, templates: compared } = held.nearest(vectorOf(seed), model)
        expect(best.score).toBeCloseTo(wanted.best, 5)
        expect(second).toBeCloseTo(wanted.second, 5)
        expect(compared).toBe(wanted.templates)
        expect(held.size.people).toBe(plain.size)
        if (compared > 0) expect(plain.has(best.subject)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})

test('What is no template looks like nobody, and so does what is of another length', () => {
  const held = new HeldPeople()
  const anna = person('anna', [{ seed: 1, model: models[0]! }])
  const too = (id: string, vector: Uint8Array) => ({ ...anna.templates[0]!, id, vector })
  held.put([
    anna,
    { ...anna, subject: 'long', templates: [too('long', vectorBytes(vectorOf(1).map((one) => one * 9)))] },
    { ...anna, subject: 'cut', templates: [too('cut', anna.templates[0]!.vector.subarray(1))] },
    { ...anna, subject: 'none', templates: [too('none', new Uint8Array())] },
  ])
  expect(held.size).toEqual({ people: 4, templates: 4 })
  expect(held.nearest(vectorOf(1), models[0]!)).toMatchObject({ best: { subject: 'anna' }, second: -1, templates: 1 })
  expect(held.nearest(normalise(vectorOf(1).subarray(0, 4)), models[0]!)).toMatchObject({ templates: 0 })
})

test('Vectors are taken wherever their bytes begin', () => {
  const held = new HeldPeople()
  const { vector, ...template } = person('anna', [{ seed: 1, model: models[0]! }]).templates[0]!
  const shifted = new Uint8Array(vector.byteLength + 1)
  shifted.set(vector, 1)
  held.put([{ ...person('anna', []), templates: [{ ...template, vector: shifted.subarray(1) }] }])
  expect(held.nearest(vectorOf(1), models[0]!).best).toMatchObject({ subject: 'anna', score: expect.closeTo(1, 5) })
})
