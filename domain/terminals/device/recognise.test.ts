/** Whom a terminal takes somebody for. */
import { afterAll, expect, test } from 'vitest'
import { embeddingOf, picture, testEngines } from '../../faces/testing'
import { vectorBytes } from '../../templates'
import type { Held } from '../follower'
import { HeldPeople } from './held-people'
import { recognise } from './recognise'

const engines = testEngines()
afterAll(() => engines.close())
const { face } = engines
const told = { model: face.model.id, threshold: 0.5, fpir: 0.01 }

const person = (subject: string, ...vectors: Float32Array[]): Held => ({
  subject,
  acs_id: subject,
  acs_id_schema: 'string64',
  templates: vectors.map((vector, n) => ({ id: `${subject} ${n}`, model: face.model.id, vector: vectorBytes(vector) })),
  scopes: [],
})
const anna = embeddingOf({ person: 'anna' })
const see = async (held: Held[], who = picture('anna')) => {
  const people = new HeldPeople()
  people.put(held)
  return recognise(await face.read(who), face, told, people)
}

test('who is nearest is meant, and nobody where nobody is near enough', async () => {
  const held = [
    person('ben', embeddingOf({ person: 'ben' })),
    person('anna', anna),
    person('cleo', embeddingOf({ person: 'cleo' })),
  ]
  expect(await see(held)).toMatchObject({ outcome: 'known', subject: 'anna' })
  expect(await see(held, picture('dora'))).toEqual({ outcome: 'unknown' })
  expect(await see([])).toEqual({ outcome: 'unknown' })
  expect(await see(held, picture('anna', 'ben'))).toMatchObject({ outcome: 'refused' })
})

test('two who look alike are neither of them, in whatever order they are held; several templates of one are one', async () => {
  const [first, second] = [person('anna', anna), person('her twin', embeddingOf({ person: 'anna', noise: 0.05 }))]
  expect(await see([first, second])).toEqual({ outcome: 'unknown' })
  expect(await see([second, first])).toEqual({ outcome: 'unknown' })
  const both = person('anna', anna, embeddingOf({ person: 'anna', noise: 0.05 }))
  expect(await see([both])).toMatchObject({ outcome: 'known', subject: 'anna' })
  const sister = person('her sister', embeddingOf({ person: 'anna', noise: 0.6 }))
  expect(await see([first, sister])).toMatchObject({ outcome: 'known', subject: 'anna' })
})

test('templates of another model are not compared', async () => {
  const other = person('anna', anna)
  other.templates[0]!.model = 'face-other@1'
  expect(await see([other])).toEqual({ outcome: 'unknown' })
})
