/**
 * A camera before which somebody stands who reads the prompts of the page and follows them, as a person would: a moment late, there and
 * back. Who has no frames of a movement does not move.
 */
import type { BrowserContext, Page } from 'playwright/test'
import type { Frames } from './stand-in-frames'

type People = Record<string, Frames | Pick<Frames, 'rest'>>

/** @param first who stands there when the page opens; null: nobody */
export async function standInCamera(
  target: Page | BrowserContext,
  people: People,
  first: string | null,
): Promise<void> {
  await target.addInitScript(film, { people, first })
}

export const stepForward = (page: Page, person: string | null): Promise<void> =>
  page.evaluate((detail) => void dispatchEvent(new CustomEvent('test:person', { detail })), person)

/** Runs in the page, and so stands alone. */
function film({ people, first }: { people: Record<string, Record<string, string[]>>; first: string | null }): void {
  const reactsMs = 350
  const movesMs = 450
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = [720, 960]
  const pen = canvas.getContext('2d')!
  const drawn = new Map<string, Record<string, ImageBitmap[]>>()
  let person: string | null = first
  let prompt = 'straight'
  let promptedAt = 0
  /** What the person has understood by now, and what they are doing or coming back from. */
  let understood = 'straight'
  let doing = 'rest'
  /** 0 at rest … 1 all the way. */
  let share = 0
  let before = performance.now()

  const decode = async (frame: string) =>
    createImageBitmap(new Blob([Uint8Array.from(atob(frame), (sign) => sign.charCodeAt(0))], { type: 'image/jpeg' }))
  const open = async () => {
    for (const [name, frames] of Object.entries(people)) {
      const entries = Object.entries(frames).map(
        async ([action, list]) => [action, await Promise.all(list.map(decode))] as const,
      )
      drawn.set(name, Object.fromEntries(await Promise.all(entries)))
    }
  }

  function follow(now: number): void {
    const asked = document.querySelector<HTMLElement>('[data-action]')?.dataset.action ?? 'straight'
    if (asked !== prompt) [prompt, promptedAt] = [asked, now]
    if (now - promptedAt > reactsMs) understood = prompt
    if (share === 0) doing = understood === 'straight' ? 'rest' : understood
    const step = (now - before) / movesMs
    share = Math.min(1, Math.max(0, share + (doing !== 'rest' && understood === doing ? step : -step)))
  }

  function draw(): void {
    const now = performance.now()
    pen.fillStyle = '#a2a6aa'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    const frames = person === null ? undefined : drawn.get(person)
    if (frames) {
      follow(now)
      // A picture that is held up does nothing.
      const list = doing === 'rest' ? [] : (frames[doing] ?? [])
      const eased = share * share * (3 - 2 * share)
      const rest = frames['rest']!
      const frame = list[Math.round(eased * list.length) - 1] ?? rest[Math.floor(now / 300) % rest.length]!
      pen.drawImage(frame, 3 * Math.sin(now / 700), 2 * Math.cos(now / 900))
    }
    before = now
    // The noise of a sensor.
    for (let speck = 0; speck < 400; speck++) {
      pen.fillStyle = `rgb(${Math.random() * 255} ${Math.random() * 255} ${Math.random() * 255} / 0.08)`
      pen.fillRect(Math.random() * canvas.width, Math.random() * canvas.height, 3, 3)
    }
  }

  addEventListener('test:person', (event) => {
    person = (event as CustomEvent<string | null>).detail
    ;[doing, share] = ['rest', 0]
  })
  const opened = open()
  setInterval(draw, 40)
  navigator.mediaDevices.getUserMedia = async () => {
    await opened
    const stream = canvas.captureStream(25)
    addEventListener('test:lost', () => stream.getTracks().forEach((track) => track.dispatchEvent(new Event('ended'))))
    return stream
  }
}
