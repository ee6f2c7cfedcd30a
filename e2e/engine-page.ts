/** The engine of a page, called past the page: its own worker as it was built, spoken to by the library that the page itself speaks with. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'

const comlink = readFileSync(join(import.meta.dirname, '../node_modules/comlink/dist/umd/comlink.min.js'), 'utf8')

/** What runs in the page. */
interface InPage {
  Comlink: typeof import('comlink')
  /** As the page started it. */
  started?: [address: string, options: WorkerOptions]
  engine: Record<string, (...given: unknown[]) => Promise<never>>
  thread?: Worker
}

/** To be called before the page is opened: notes the address of the engine's worker when the page starts it. */
export async function watchEngine(page: Page): Promise<void> {
  await page.addInitScript({ content: comlink })
  await page.addInitScript(() => {
    const held = globalThis as unknown as InPage
    held.Comlink.transferHandlers.set('throw', {
      ...held.Comlink.transferHandlers.get('throw')!,
      deserialize: (told) => {
        throw Object.assign(new Error(), told)
      },
    })
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options)
        if (options?.name === 'limen-engine') held.started = [String(address), options]
      }
    }
  })
}

/** Starts an engine of the page's own build beside it, in the place of the one before. */
export async function loadEngine(page: Page, options: { threads?: number; templates?: boolean; tracking?: boolean }) {
  await page.waitForFunction(() => (globalThis as unknown as InPage).started)
  return page.evaluate(async (given) => {
    const held = globalThis as unknown as InPage
    held.thread?.terminate()
    const [address, started] = held.started!
    held.thread = new Worker(address, { ...started, name: 'tested' })
    held.engine = held.Comlink.wrap(held.thread) as never
    const progress: { loadedBytes: number; allBytes: number }[] = []
    const loaded: { threads: number; model: { id: string } | null } = await held.engine.load!(
      given,
      held.Comlink.proxy((now: (typeof progress)[number]) => void progress.push(now)),
    )
    return { ...loaded, progress }
  }, options)
}

/** Of what the engine sees, what is compared. */
interface Observation {
  atMs: number
  faces: number
  face: { yawDegrees: number; pitchDegrees: number; eyeGap: number | null; sizePx: number } | null
}

type Read = { code: string } | { widthPx: number; heightPx: number; templates: number[][] }

/** @param bytes of a picture, which the page's own decoder reads */
export function readInPage(page: Page, bytes: Uint8Array): Promise<Read> {
  return page.evaluate(async (base64) => {
    const { engine } = globalThis as unknown as InPage
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    try {
      const { widthPx, heightPx, faces }: { widthPx: number; heightPx: number; faces: { embedding: Float32Array }[] } =
        await engine.read!(bytes, {})
      return { widthPx, heightPx, templates: faces.map(({ embedding }) => [...embedding]) }
    } catch (error) {
      const { name, code } = error as Error & { code: string }
      return { code: name === 'PictureRefused' ? code : String(error) }
    }
  }, Buffer.from(bytes).toString('base64'))
}

/** As frames of a camera. */
export function seeInPage(page: Page, frames: readonly Uint8Array[]): Promise<Observation[]> {
  const given = frames.map((bytes) => Buffer.from(bytes).toString('base64'))
  return page.evaluate(async (all) => {
    const { engine, Comlink } = globalThis as unknown as InPage
    const seen: Observation[] = []
    await engine.forget!()
    for (const base64 of all) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const frame = await createImageBitmap(new Blob([bytes]))
      seen.push(await engine.see!(Comlink.transfer(frame, [frame]), seen.length * 100, {}))
    }
    return seen
  }, given)
}

/** The same pixels that the server saw, without a decoder. */
export function readRgbInPage(
  page: Page,
  image: { width: number; height: number; data: Uint8Array },
): Promise<number[][]> {
  const { width, height, data } = image
  return page.evaluate(
    async ({ base64, ...size }) => {
      const { engine } = globalThis as unknown as InPage
      const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const { faces }: { faces: { embedding: Float32Array }[] } = await engine.readRgb!({ ...size, data }, {})
      return faces.map(({ embedding }) => [...embedding])
    },
    { width, height, base64: Buffer.from(data).toString('base64') },
  )
}
