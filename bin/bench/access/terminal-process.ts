/**
 * Fifty terminals in a process of their own, as the benchmark of the feed starts it: each pairs, follows by long polls with proofs
 * by its key, opens every template, applies and acknowledges each page, and says when. What a device does between one page and
 * the next is the product's own follower, over a store in memory.
 */
import { applyPage, decideAt } from '@/domain/terminals/follower'
import { edgeUrl, TestDevice } from '@/domain/terminals/testing'
import { pageSchema } from '@/domain/terminals/wire'

/** From the benchmark. */
export type Order =
  | { kind: 'pair'; server: string; codes: string[] }
  | { kind: 'follow' }
  /** From now on it is told of each page whether this person would be let in. */
  | { kind: 'watch'; subject: string }

/** To the benchmark. Times are milliseconds since 1970, to fractions. */
export type Report =
  | { kind: 'paired'; fingerprints: string[] }
  | { kind: 'following'; revision: number }
  | {
      kind: 'applied'
      terminal: number
      revision: number
      held: number
      letsIn: boolean
      decidedAt: number
      acknowledgedAt: number
    }
  | { kind: 'failed'; message: string }

const devices: TestDevice[] = []
let subject = ''

const tell = (report: Report) => void process.send!(report)
const now = () => performance.timeOrigin + performance.now()

process.on('message', (order: Order) => {
  obey(order).catch((error: Error) => tell({ kind: 'failed', message: error.stack ?? error.message }))
})
process.on('disconnect', () => process.exit())

async function obey(order: Order): Promise<void> {
  if (order.kind === 'watch') subject = order.subject
  if (order.kind === 'pair') {
    for (const code of order.codes) {
      const device = new TestDevice((request) =>
        fetch(new Request(request.url.replace(edgeUrl, `${order.server}/edge/v1/`), request)),
      )
      const { status, text } = await device.pair(code)
      if (status !== 201) throw new Error(`Pairing answered ${status}: ${text}`)
      devices.push(device)
    }
    tell({ kind: 'paired', fingerprints: await Promise.all(devices.map((device) => device.fingerprint())) })
  }
  if (order.kind === 'follow') {
    for (const device of devices) {
      await device.signIn()
      await device.follow()
    }
    tell({ kind: 'following', revision: Math.min(...devices.map((device) => device.store.revision()!)) })
    await Promise.all(devices.map(follow))
  }
}

async function follow(device: TestDevice, terminal: number): Promise<never> {
  for (;;) {
    const { status, json, text } = await insist(() =>
      device.call('GET', `changes?after=${device.store.revision()}&wait=30`),
    )
    if (status !== 200) throw new Error(`The feed answered ${status}: ${text}`)
    const page = pageSchema.parse(json)
    if (page.revision === device.store.revision()) continue
    if ((await applyPage(device.store, page, device.opener())) !== 'applied') throw new Error('A page left a gap.')
    const letsIn = decide(device)
    const decidedAt = now()
    await insist(() => device.acknowledge())
    const { store } = device
    const held = [...store.people()].length
    tell({ kind: 'applied', terminal, revision: page.revision, held, letsIn, decidedAt, acknowledgedAt: now() })
  }
}

/** As a terminal does: a connection may be closed in the moment in which it is used again. Both calls may be made twice. */
async function insist<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof TypeError && error.message === 'fetch failed') || attempt === 5) throw error
    }
  }
}

function decide({ store }: TestDevice): boolean {
  const at = new Date()
  return decideAt(store.get(subject), { at, heardAt: at, stalenessMs: 3_600_000 }).granted
}
