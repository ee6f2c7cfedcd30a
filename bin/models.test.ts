/** `limen models …` as a person types it: a model of their own is added, waits for a server to be used, and goes again. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dimension, faceManifest, faceNet, voiceManifest, voiceNet } from '@/domain/models/testing'
import { bundleCommands } from './bundle.mjs'
import { root } from './checkout.mjs'

const home = mkdtempSync(join(tmpdir(), 'limen-models-'))
const env = { ...process.env, LIMEN_DATA_DIR: join(home, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '', PORT: '1' }
beforeAll(() => bundleCommands('limen.mjs'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function limen(args: string) {
  const options = { env, cwd: home, encoding: 'utf8' } as const
  const done = spawnSync(process.execPath, [join(root, 'bin/limen.mjs'), ...args.split(' ')], options)
  return { code: done.status, out: done.stdout, err: done.stderr }
}

const file = (name: string, content: Uint8Array | object) =>
  writeFileSync(join(home, name), content instanceof Uint8Array ? content : JSON.stringify(content))

test(
  'models are added, listed, asked for, cancelled and removed, and what is wrong is said in words',
  { timeout: 240_000 },
  () => {
    file('face.onnx', faceNet())
    file('face.json', faceManifest)
    expect(limen('models add face.onnx --manifest face.json')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no bureau'),
    })
    limen('tenant create acme')

    file('wrong.json', { ...faceManifest, version: '' })
    expect(limen('models add face.onnx --manifest wrong.json').err).toContain('version: must be small letters')
    expect(limen('models add face.json --manifest face.json').err).toBe('The file is not an ONNX model.\n')
    expect(limen('models add none.onnx --manifest face.json').err).toMatch(/There is no file .*none\.onnx/)
    expect(limen('models add face.onnx')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--manifest is missing'),
    })

    const added = limen('models add face.onnx --manifest face.json')
    expect(added).toMatchObject({ code: 0, err: '' })
    expect(added.out).toContain('limen models use random-face@1 switches to it.')
    const kept = join(env.LIMEN_DATA_DIR, 'models')
    expect(statSync(join(kept, readdirSync(kept)[0]!)).mode & 0o777).toBe(0o600)

    file('voice.onnx', voiceNet())
    file('voice.json', { ...voiceManifest, cohort: { file: 'others.bin', top: 2 }, thresholds: null })
    expect(limen('models add voice.onnx --manifest voice.json').err).toMatch(/There is no file .*others\.bin/)
    file('others.bin', new Uint8Array(new Float32Array(3 * dimension).fill(1).buffer))
    expect(limen('models add voice.onnx --manifest voice.json').out).toContain('It has no thresholds yet')
    expect(limen('models use random-voice@1').err).toContain('no thresholds')

    expect(limen('models use').err).toContain('Name one model')
    expect(limen('models use --face other').err).toContain('take the word default only')
    expect(limen('models use --face default').err).toBe('face-dlib128@1 is in use already.\n')
    expect(limen('models use random-face@1').out).toContain('from face-dlib128@1 to random-face@1 has begun')
    const listed = limen('models list').out
    expect(listed).toMatch(/random-face@1 +face +none +yes/)
    expect(listed).toContain('Switch from face-dlib128@1 to random-face@1: under way.')
    expect(limen('models remove random-face@1').err).toContain('under way; cancel it first')
    expect(limen('models report').out).toMatch(
      /^Faces by random-face@1, .*: 0 enrolments[^]*Nobody has to enrol again\./,
    )
    expect(limen('models cancel --face').out).toContain('face-dlib128@1 stays in use')
    expect(limen('models remove random-voice@1')).toMatchObject({ code: 0 })
    expect(JSON.parse(limen('models list --json').out).added).toMatchObject([{ id: 'random-face@1', isActive: false }])
    expect(limen('models list --help').out).toContain('limen models list')
  },
)
