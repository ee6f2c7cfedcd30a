/** When a door decides by a film. */
import { afterAll, expect, test } from 'vitest'
import { picture, testEngines } from '../../faces/testing'
import { Film } from './film'
import type { Recognised } from './recognise'

const engines = testEngines()
afterAll(() => engines.close())
const anna = await engines.face.read(picture('anna'))
const nobody = await engines.face.read(picture())
const two = await engines.face.read(picture('anna', 'ben'))
const far = await engines.face.read(picture({ person: 'anna', eyeDistancePx: 20 }))
const small = await engines.face.read(picture({ person: 'anna', eyeDistancePx: 60 }))

const known = (subject: string): Recognised => ({
  outcome: 'known',
  subject,
  band: 'high',
  probe: new Float32Array(2),
})
const unknown: Recognised = { outcome: 'unknown' }

test('two good frames of one person decide, and each one after that', () => {
  const film = new Film()
  const kinds = [1, 2, 3].map(() => film.see(anna, () => known('a')).kind)
  expect(kinds).toEqual(['watching', 'decide', 'decide'])
  expect(film.see(anna, () => known('b')).kind).toBe('watching')
  expect(film.see(anna, () => known('b'))).toEqual({ kind: 'decide', seen: known('b') })
})

test('a stranger is one after four good frames, and a person who was not known at first is let in at once', () => {
  const film = new Film()
  const kinds = [1, 2, 3, 4].map(() => film.see(anna, () => unknown).kind)
  expect(kinds).toEqual(['watching', 'watching', 'watching', 'decide'])
  const other = new Film()
  other.see(anna, () => unknown)
  other.see(anna, () => known('a'))
  expect(other.see(anna, () => known('a')).kind).toBe('decide')
})

test('who passes by is nobody, and what is wrong with a frame is said; either begins anew', () => {
  const film = new Film()
  const never = () => {
    throw new Error('it must not be looked at')
  }
  film.see(anna, () => known('a'))
  expect(film.see(nobody, never)).toEqual({ kind: 'nobody' })
  expect(film.see(far, never)).toEqual({ kind: 'nobody' })
  expect(film.see(anna, () => known('a')).kind).toBe('watching')
  expect(film.see(small, never)).toEqual({ kind: 'advice', code: 'face_too_small' })
  expect(film.see(two, never)).toEqual({ kind: 'advice', code: 'more_than_one_face' })
  expect(film.see(anna, () => known('a')).kind).toBe('watching')
})
