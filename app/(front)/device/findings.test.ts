import { expect, test } from 'vitest'
import { engineFinding, roomFinding, speedFinding, troubleFinding } from './findings'

test('the middle look decides what a device is good for', () => {
  expect(speedFinding([90, 120, 4_000])).toEqual({
    tone: 'good',
    words: 'This device can stand at a door. It recognises a face in 120 ms, the middle of 3 looks.',
  })
  expect(speedFinding([900])).toMatchObject({ tone: 'wait', words: expect.stringContaining('900 ms') })
  expect(speedFinding([2_000, 2_340, 2_400])).toMatchObject({ tone: 'bad', words: expect.stringContaining('2.3 s') })
})

test('threads are told, and why there are none', () => {
  expect(engineFinding({ threads: 4, isIsolated: true })).toEqual({
    tone: 'good',
    words: 'Loaded, and runs on 4 threads.',
  })
  expect(engineFinding({ threads: 1, isIsolated: true }).words).toBe('Loaded, and runs on one thread.')
  expect(engineFinding({ threads: 1, isIsolated: false }).tone).toBe('wait')
})

test('a network that fails is told apart from an engine that does', () => {
  expect(troubleFinding('unreachable', 'x.onnx cannot be fetched.').words).toContain('still connected')
  expect(troubleFinding('lost', 'The engine has stopped.')).toEqual({ tone: 'bad', words: 'The engine has stopped.' })
})

test('room that is too small, lasting or unknown is called so', () => {
  expect(roomFinding(50e6, true).tone).toBe('bad')
  expect(roomFinding(2.04e9, true).words).toBe('2.0 GB free, kept until somebody clears it.')
  expect(roomFinding(2e9, false).words).toContain('may clear it')
  expect(roomFinding(null, false).tone).toBe('wait')
})
