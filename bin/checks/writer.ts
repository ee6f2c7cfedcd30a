/**
 * One of the two writers of two-instances.ts: a process with the real domain over the shared database that creates, enrols,
 * un-enrols and erases people at random. Faces are made up, so that the database is the bottleneck and not recognition.
 * Arguments: how many writes, seed.
 */
import { openContext } from '@/bin/_context'
import { seededRandom } from '@/bin/eval/statistics'
import type { Context } from '@/domain/context'
import { eraseUser } from '@/domain/erasures'
import { enrolFace } from '@/domain/faces/enrol'
import { removeFace } from '@/domain/faces/remove'
import { followGallery } from '@/domain/gallery'
import { ensureTenant } from '@/domain/tenants'
import { createUser } from '@/domain/users'
import type { Engines, FaceReading } from '@/engines/types'

const callers = 16

/** The real engines, but for reading pictures: each gives a new random face that passes every gate. */
function withMadeUpFaces(engines: Engines, random: () => number): Engines {
  const read = async (): Promise<FaceReading> => {
    const vector = Float32Array.from({ length: engines.face.model.dimension }, () => random() - 0.5)
    const length = Math.hypot(...vector)
    const quality = {
      detectionScore: 0.99,
      meshScore: 0.99,
      yawDegrees: 0,
      pitchDegrees: 0,
      rollDegrees: 0,
      eyeDistancePx: 120,
      sharpness: 0.9,
      brightness: 120,
      contrast: 40,
      outsideShare: 0,
    }
    const box = { x: 100, y: 100, width: 300, height: 300 }
    const face = { box, quality, embedding: vector.map((value) => value / length), properties: null }
    return { widthPx: 500, heightPx: 500, format: 'jpeg', faces: [face] }
  }
  const { model, thresholds } = engines.face
  return { ...engines, search: engines.search, face: { model, thresholds, read } }
}

async function main(): Promise<void> {
  const [writes, seed] = process.argv.slice(2).map(Number)
  const random = seededRandom(seed)
  const base = await openContext()
  const tenant = await ensureTenant(base, 'writers')
  const context: Context = {
    ...base,
    engines: withMadeUpFaces(base.engines, random),
    actor: { kind: 'system', id: `writer-${seed}`, tenantId: tenant.id },
  }
  // Laid out as a JPEG with a scan, which is what is kept of it.
  const picture = Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 0x17, 0xff, 0xd9])
  const bare: string[] = []
  const enrolled: string[] = []
  const counts = { created: 0, enrolled: 0, removed: 0, erased: 0, gallery: 0 }
  const take = (from: string[]) => from.splice(Math.floor(random() * from.length), 1)[0]

  /** One write: whichever of the four acts is possible and drawn. */
  const write = async () => {
    const draw = random()
    const userId = draw < 0.35 ? undefined : take(draw < 0.7 ? bare : enrolled)
    if (userId === undefined) {
      bare.push((await createUser(context, { externalId: `${seed}-${counts.created++}` })).user.id)
    } else if (draw < 0.7) {
      await enrolFace(context, { userId, picture, gate: 'events' })
      enrolled.push(userId)
      counts.enrolled++
    } else if (draw < 0.85) {
      await removeFace(context, { userId })
      bare.push(userId)
      counts.removed++
    } else {
      await eraseUser(context, { userId })
      counts.erased++
    }
  }

  let left = writes
  const caller = async () => {
    while (left-- > 0) await write()
  }
  await Promise.all(Array.from({ length: callers }, caller))
  process.send!({ type: 'written', ...counts })

  // The other writer may still be at work: the galleries are compared when the parent says that both are done.
  await new Promise((asked) => process.once('message', asked))
  await followGallery(context, tenant.id)
  const gallery = await context.engines.search.size(`${tenant.id}/${context.engines.face.model.id}`)
  process.send!({ type: 'gallery', gallery })
  await base.close()
  process.disconnect()
}

await main()
