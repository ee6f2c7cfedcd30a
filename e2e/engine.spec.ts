/** The engine in a browser: the same templates as the server's, its files kept by their hash, and the page that checks a device. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadEngine, readInPage, readRgbInPage, seeInPage, watchEngine } from './engine-page'
import {
  codeOnServer,
  facesShown,
  kindsShown,
  likeness,
  readOnServer,
  refusedShown,
  seeOnServer,
} from './engine-server'
import { filmCamera } from './recorded-devices'
import { expect as patient, expectAccessible, test } from './fixtures'

const expect = patient.configure({ timeout: 60_000 })

const film = join(import.meta.dirname, '../.test/device.mjpeg')
const sample = readFileSync(join(import.meta.dirname, '../samples/anna-1.jpg'))
mkdirSync(join(film, '..'), { recursive: true })
// Motion JPEG is JPEG after JPEG.
writeFileSync(film, Buffer.concat(Array.from({ length: 10 }, () => sample)))

test.use(filmCamera(film))

test.describe.configure({ timeout: 240_000 })

const verdict = /^This device (can stand at a|is too slow for a)/

test('a device is checked: camera, room, engine and speed', async ({ page, bureau: { url } }) => {
  await page.goto(`${url}/device`)
  await expectAccessible(page, 'device')
  await page.getByRole('button', { name: 'Check this device' }).click()
  await expect(page.getByText(/^Loaded, and runs on/)).toBeVisible()
  await expect(page.getByText(verdict)).toBeVisible()
  await expect(page.getByText(/GB free/)).toBeVisible()
  await expectAccessible(page, 'device-checked')
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByRole('button', { name: 'Check this device' })).toBeVisible()
})

test('a page is isolated, and the engine gives the very templates of the server, on one thread and on two', async ({
  page,
  bureau: { url },
}) => {
  await watchEngine(page)
  await page.goto(`${url}/device`)
  await page.getByRole('button', { name: 'Check this device' }).click()
  await expect(page.getByText(verdict)).toBeVisible()
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  const shown = await Promise.all((await facesShown()).map(async (one) => ({ ...one, ours: await readOnServer(one) })))
  for (const threads of [1, 2]) {
    const loaded = await loadEngine(page, { threads })
    expect(loaded).toMatchObject({ threads, model: { id: 'face-dlib128@1' } })
    // The runtime runs each thread but its first in a worker of its own, from the bytes that were checked.
    expect(page.workers().filter((worker) => worker.url().startsWith('blob:'))).toHaveLength(threads - 1)
    let compared = 0
    for (const { name, bytes, ours } of shown) {
      const same = likeness(ours.faces, await readRgbInPage(page, ours.image))
      for (const cosine of same) expect(cosine, `${name}, the same pixels`).toBeGreaterThanOrEqual(0.99999)
      const read = await readInPage(page, bytes)
      if ('code' in read) throw new Error(`${name}: ${read.code}`)
      const decoded = likeness(ours.faces, read.templates)
      for (const cosine of decoded) expect(cosine, `${name}, the same file`).toBeGreaterThanOrEqual(0.999)
      expect(decoded.length, name).toBeGreaterThan(0)
      compared += decoded.length
    }
    expect(compared).toBeGreaterThanOrEqual(8)
  }
  for (const one of await kindsShown()) {
    const ours = await readOnServer(one)
    const read = await readInPage(page, one.bytes)
    if ('code' in read) throw new Error(`${one.name}: ${read.code}`)
    expect(ours.faces.length, one.name).toBe(1)
    expect(likeness(ours.faces, read.templates)[0], one.name).toBeGreaterThanOrEqual(0.999)
  }
  for (const one of await refusedShown()) {
    expect(await codeOnServer(one), `${one.name} on the server`).toBe(one.code)
    expect(await readInPage(page, one.bytes), one.name).toEqual({ code: one.code })
  }
})

test('a face is followed in the page as it is on the server', async ({ page, bureau: { url } }) => {
  await watchEngine(page)
  await page.goto(`${url}/device`)
  await page.getByRole('button', { name: 'Check this device' }).click()
  await expect(page.getByText(/^Loaded, and runs on/)).toBeVisible()
  await loadEngine(page, { templates: false })
  const [, ben, other] = await facesShown()
  const frames = [ben!, ben!, ben!, other!]
  const ours = await seeOnServer(frames)
  const theirs = await seeInPage(
    page,
    frames.map(({ bytes }) => bytes),
  )
  expect(ours.map(({ faces }) => faces)).toEqual([1, 1, 1, 1])
  theirs.forEach(({ atMs, faces, face }, at) => {
    expect({ atMs, faces }).toEqual({ atMs: ours[at]!.atMs, faces: ours[at]!.faces })
    const same = ours[at]!.face!
    expect(Math.abs(face!.yawDegrees - same.yawDegrees)).toBeLessThan(0.5)
    expect(Math.abs(face!.pitchDegrees - same.pitchDegrees)).toBeLessThan(0.5)
    expect(Math.abs(face!.eyeGap! - same.eyeGap!)).toBeLessThan(0.01)
    expect(face!.sizePx / same.sizePx).toBeCloseTo(1, 2)
  })
})

test('the files of the engine are fetched once, kept by their hash, and never used when they were changed', async ({
  page,
  context,
  bureau: { url },
}) => {
  const fetched: string[] = []
  context.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/engine/')) fetched.push(pathname.split('/').at(-1)!.replace(/\.gz$/, ''))
  })
  await watchEngine(page)
  await page.goto(`${url}/device`)
  await page.getByRole('button', { name: 'Check this device' }).click()
  await expect(page.getByText(verdict)).toBeVisible()
  expect(fetched.sort()).toEqual([
    'blazeface.onnx',
    'face_recognition.onnx',
    'facemesh.onnx',
    'iris.onnx',
    'landmark_68.onnx',
    'ort-wasm-simd-threaded.mjs',
    'ort-wasm-simd-threaded.wasm',
  ])

  fetched.length = 0
  const { progress } = await loadEngine(page, {})
  expect(fetched).toEqual([])
  const { loadedBytes, allBytes } = progress.at(-1)!
  expect(loadedBytes).toBe(allBytes)
  expect(allBytes).toBeGreaterThan(20e6)

  const changed = await page.evaluate(async () => {
    const cache = await caches.open('limen-engine')
    const [request] = (await cache.keys()).filter(({ url }) => url.endsWith('/facemesh.onnx.gz'))
    const bytes = new Uint8Array(await (await cache.match(request!))!.arrayBuffer())
    bytes[1_000]! ^= 1
    await cache.put(request!, new Response(bytes))
    const old = `/engine/${'0'.repeat(64)}/facemesh.onnx.gz`
    await cache.put(old, new Response('of an older version'))
    return { kept: (await cache.keys()).length, old }
  })
  expect(changed.kept).toBe(8)
  await loadEngine(page, {})
  expect(fetched).toEqual(['facemesh.onnx'])
  expect(await page.evaluate(async () => (await (await caches.open('limen-engine')).keys()).length)).toBe(7)

  fetched.length = 0
  await loadEngine(page, { templates: false, tracking: false })
  expect(fetched).toEqual([])
})

test('where the files of the engine do not arrive, the page says so', async ({ page, bureau: { url } }) => {
  await page.route('**/engine/**', (route) => route.abort('connectionfailed'))
  await page.goto(`${url}/device`)
  await page.getByRole('button', { name: 'Check this device' }).click()
  await expect(page.getByRole('alert').getByText('Is this device still connected?')).toBeVisible()
})
