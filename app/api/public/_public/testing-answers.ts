/** Holds an answer against what the reference says of it: every test that calls the events API asks this, whatever else it asks. */
import { expect } from 'vitest'
import type { Answer } from './answer'
import { codes } from './codes'
import type { Operation } from './events-api'
import { error } from './schemas'

/** @param operation undefined where nothing is served */
export async function agrees(operation: Operation | undefined, response: Response): Promise<void> {
  const type = response.headers.get('content-type')
  if (response.ok && type !== null && !type.startsWith('application/json')) {
    expect(operation?.files).toContain(type.split(';')[0])
    return
  }
  const text = await response.text()
  // A preflight or a HEAD tells nothing.
  if (text === '' && response.status !== 200) return
  if (text === '') return
  const body: unknown = JSON.parse(text)
  if (response.status >= 400) {
    const told = error.parse(body)
    expect(told, 'a refusal as the reference has it').toEqual(body)
    expect(codes[told.reason][0]).toBe(response.status)
    return
  }
  const schema = operation?.answers[response.status as Answer['status']]
  expect(schema, `${response.status} is told of in the reference`).toBeTruthy()
  // What the schema does not know is gone after parsing: a field that nobody has described.
  expect(schema!.parse(body), 'an answer as the reference has it').toEqual(body)
}
