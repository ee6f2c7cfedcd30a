/** What people really send: every file that is no picture we read, and every body that is none. Nothing of it is stored. */
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pictures, realEngines } from '@/domain/faces/testing-pictures'
import { describeLegacy, type Answered, type LegacyApi } from '../_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = realEngines()
afterAll(() => engines.close())

let anna: Buffer
beforeAll(async () => {
  anna = await pictures.anna()
})

/** Sends a file to each kind of face endpoint; all answers have to agree on the message. */
async function everywhere(api: LegacyApi, photo: Uint8Array): Promise<Answered> {
  const { data } = await api.call('POST', '/users', { query: { reference_id: 'somebody' } })
  const call = { parts: { photo } }
  const enrol = await api.call('POST', `/users/${String(data.id)}/dialogue/enroll/face`, call)
  const find = await api.call('POST', '/users/find-by-face', call)
  expect([find.http, find.message]).toEqual([enrol.http, enrol.message])
  await nothingStored(api)
  return enrol
}

async function nothingStored({ context }: LegacyApi): Promise<void> {
  const { samples, templates } = context.db.tables
  expect(await context.db.sql.select().from(samples)).toEqual([])
  expect(await context.db.sql.select().from(templates)).toEqual([])
  for await (const name of context.blobs.list()) expect(name).toBe('no blob at all')
}

const noFile = { http: 400, body: { status: false, data: { message: 'NO_FILE_OR_INVALID_FORMAT' } } }
const unexpected = { http: 400, body: { status: false, data: { message: 'UNEXPECTED_FIELD' } } }

describeLegacy('Bad pictures', (open) => {
  test('what is not an image, or an image of another kind, is 400 NO_FILE_OR_INVALID_FORMAT', async () => {
    const api = await open({ engines })
    const files: Record<string, Buffer> = {
      'not an image': Buffer.from('This is not an image.'),
      'an empty file': Buffer.alloc(0),
      'a name only': Buffer.from([0xff, 0xd8, 0xff]),
      GIF: await sharp(anna).resize(100).gif().toBuffer(),
      SVG: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>'),
      TIFF: await sharp(anna).resize(100).tiff().toBuffer(),
      WebP: await sharp(anna).resize(100).webp().toBuffer(),
      AVIF: await sharp(anna).resize(100).avif().toBuffer(),
      HEIC: Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(200)]),
      'a script that begins as a PNG': Buffer.concat([
        Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
        Buffer.from('alert(1)'),
      ]),
    }
    for (const [name, file] of Object.entries(files)) {
      expect([name, (await everywhere(api, file)).body]).toEqual([name, noFile.body])
    }
  })

  test('a truncated JPEG is 400 NO_FILE_OR_INVALID_FORMAT', async () => {
    const api = await open({ engines })
    expect(await everywhere(api, anna.subarray(0, anna.length / 2))).toMatchObject(noFile)
  })

  test('a PNG of 20,000 x 20,000 pixels is 400 NO_FILE_OR_INVALID_FORMAT', async () => {
    const api = await open({ engines })
    const flood = pngOf(20_000, 20_000)
    expect(flood.length).toBeLessThan(200_000)
    expect(await everywhere(api, flood)).toMatchObject(noFile)
  })

  test('an animated picture is 400 NO_FILE_OR_INVALID_FORMAT', async () => {
    const api = await open({ engines })
    const still = await sharp(anna).resize(100).png().toBuffer()
    // An animated PNG is a PNG with an `acTL` chunk behind its header.
    const animated = Buffer.concat([still.subarray(0, 33), pngChunk('acTL', Buffer.alloc(8, 1)), still.subarray(33)])
    expect(await everywhere(api, animated)).toMatchObject(noFile)
  })

  test('a picture of 1,048,577 bytes is 400 NO_FILE_OR_INVALID_FORMAT, one of 1,048,576 is read', async () => {
    const api = await open({ engines })
    // What follows the end of a JPEG is ignored by every decoder.
    const padded = (size: number) => Buffer.concat([anna, Buffer.alloc(size - anna.length)])
    expect(await everywhere(api, padded(1_048_577))).toMatchObject(noFile)
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    const call = { json: { photo: padded(1_048_576).toString('base64') } }
    const enrolled = await api.call('POST', `/users/${String(data.id)}/dialogue/enroll/face`, call)
    expect(enrolled.message).toBe('FACE_ENROLLED_WITH_SUCCESS')
  })

  test('a body of 10 MB is refused, with its length told or not, and not read to its end', async () => {
    const api = await open({ engines })
    const { key, secret } = api.client
    const headers = { 'x-biometrid-key': key, 'x-biometrid-secret': secret, 'content-type': 'application/json' }
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    const url = `/api/${api.edition}/users/find-by-face`
    const streamed = await api.fetch('POST', url, { headers, body: endless, duplex: 'half' } as RequestInit)
    expect([streamed.status, await streamed.json()]).toEqual([400, noFile.body])
    expect(sent).toBeLessThan(4_000_000)
    const told = await api.fetch('POST', url, {
      headers: { ...headers, 'content-length': '10485760' },
      body: new Uint8Array(10_485_760),
    })
    expect([told.status, await told.json()]).toEqual([400, noFile.body])
    const elsewhere = await api.fetch('POST', `/api/${api.edition}/users`, {
      headers,
      body: new Uint8Array(10_485_760),
    })
    expect([elsewhere.status, await elsewhere.json()]).toEqual([400, unexpected.body])
  })

  test('two faces, no face, a 12-pixel face: an answer of the endpoint, and nothing stored', async () => {
    const api = await open({ engines })
    const face = await sharp(anna).resize(60).toBuffer()
    const canvas = sharp({ create: { width: 400, height: 300, channels: 3, background: '#777' } })
    const tiny = await canvas
      .composite([{ input: face, left: 150, top: 100 }])
      .jpeg()
      .toBuffer()
    for (const photo of [await pictures.group(), await pictures.nobody(), tiny]) {
      const answer = await everywhere(api, photo)
      expect(answer).toMatchObject({ http: 200, status: false, message: 'FACE_ENROLLMENT_FAILED' })
      expect(answer.data.reason).toEqual(expect.any(String))
    }
  })
})

describeLegacy('Odd but good pictures', (open) => {
  test('CMYK, 16 bits, grey, a profile and a picture turned by EXIF are read', async () => {
    const api = await open({ engines })
    const turned = await sharp(anna).rotate(90).jpeg().withMetadata({ orientation: 8 }).toBuffer()
    const odd: Record<string, Buffer> = {
      CMYK: await sharp(anna).toColourspace('cmyk').jpeg().toBuffer(),
      '16 bits': await sharp(anna).resize(300).toColourspace('rgb16').png().toBuffer(),
      grey: await sharp(anna).greyscale().jpeg().toBuffer(),
      'with a profile': await sharp(anna).withIccProfile('p3').jpeg().toBuffer(),
      'turned by EXIF': turned,
    }
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    const path = `/users/${String(data.id)}/dialogue`
    await api.call('POST', `${path}/enroll/face`, { parts: { photo: anna } })
    for (const [name, photo] of Object.entries(odd)) {
      const answer = await api.call('POST', `${path}/verify/face`, { parts: { photo } })
      expect([name, answer.message]).toEqual([name, 'FACE_RECOGNIZED_WITH_SUCCESS'])
    }
  })
})

describeLegacy('A profile', (open) => {
  test('is no reason to refuse: this contract refuses only what cannot be compared', async () => {
    const api = await open({ engines })
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    const call = { parts: { photo: await pictures.profile() } }
    const answer = await api.call('POST', `/users/${String(data.id)}/dialogue/enroll/face`, call)
    expect(answer.message).toBe('FACE_ENROLLED_WITH_SUCCESS')
  })
})

describeLegacy('Bad bodies', (open) => {
  test('broken base64 is 400 NO_FILE_OR_INVALID_FORMAT', async () => {
    const api = await open({ engines })
    const base64 = anna.toString('base64')
    const broken = [
      '%%%',
      'data:image/jpeg;base64,',
      `data:image/jpeg,${base64}`,
      `${base64.slice(0, 101)}`,
      'null',
      'file:///etc/passwd',
    ]
    for (const photo of broken) {
      expect(await api.call('POST', '/users/find-by-face', { json: { photo } })).toMatchObject(noFile)
    }
    for (const photo of [7, true, {}, [base64]]) {
      expect(await api.call('POST', '/users/find-by-face', { json: { photo } })).toMatchObject(noFile)
    }
  })

  test('a caller who hangs up while sending is no fault that is logged', async () => {
    const api = await open({ engines })
    const logged = vi.spyOn(api.context.log, 'error')
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new Error('aborted'))
      },
    })
    const { key, secret } = api.client
    const headers = { 'x-biometrid-key': key, 'x-biometrid-secret': secret }
    const init = { body, duplex: 'half', headers } as RequestInit
    expect((await api.fetch('POST', `/api/${api.edition}/users/find-by-face`, init)).status).toBe(400)
    expect(logged).not.toHaveBeenCalled()
  })

  test('a file that was not asked for, or a photo sent twice, is 400 UNEXPECTED_FIELD', async () => {
    const api = await open({ engines })
    const more = { photo: anna, audio: Buffer.from('RIFF') }
    expect(await api.call('POST', '/users/find-by-face', { parts: more })).toMatchObject(unexpected)
    const twice: [string, Uint8Array][] = [
      ['photo', anna],
      ['photo', anna],
    ]
    expect(await api.call('POST', '/users/find-by-face', { parts: twice })).toMatchObject(unexpected)
  })

  test('the content type is only indicative: a wrong one, or none, changes nothing', async () => {
    const api = await open({ engines })
    const form = new FormData()
    form.append('photo', new File([new Uint8Array(anna)], 'p.jpg'))
    const multipart = new Uint8Array(await new Response(form).arrayBuffer())
    const json = JSON.stringify({ photo: anna.toString('base64') })
    for (const body of [multipart, json]) {
      for (const contentType of [undefined, 'application/json', 'multipart/form-data', 'text/plain', 'image/jpeg']) {
        const answer = await api.call('POST', '/users/find-by-face', { raw: { body, contentType } })
        expect([contentType, answer.message]).toEqual([contentType, 'FACE_RECOGNITION_FAILED'])
      }
    }
  })

  test('a bare picture as the whole body, and a multipart body that breaks off, are 400 UNEXPECTED_FIELD', async () => {
    const api = await open({ engines })
    const bare = { raw: { body: new Uint8Array(anna), contentType: 'image/jpeg' } }
    expect(await api.call('POST', '/users/find-by-face', bare)).toMatchObject(unexpected)
    const head = '--cut\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n\r\n'
    const broken = {
      raw: { body: Buffer.concat([Buffer.from(head), anna]), contentType: 'multipart/form-data; boundary=cut' },
    }
    expect(await api.call('POST', '/users/find-by-face', broken)).toMatchObject(unexpected)
  })

  test('short and odd boundaries of old programs are read', async () => {
    const api = await open({ engines })
    for (const boundary of ['*****', 'AaB03x', '----WebKitFormBoundary7MA4YWxkTrZu0gW', "a'()+_,-./:=?b"]) {
      const body = Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="liveness"\r\n\r\ntrue\r\n`),
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n\r\n`),
        anna,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ])
      for (const contentType of [`multipart/form-data; boundary="${boundary}"`, undefined]) {
        const answer = await api.call('POST', '/users/find-by-face', { raw: { body, contentType } })
        expect([boundary, contentType, answer.message]).toEqual([boundary, contentType, 'FACE_RECOGNITION_FAILED'])
      }
    }
  })
})

/** A white PNG of one bit per pixel, so that a flood of pixels is a small file. */
function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const row = Buffer.alloc(1 + Math.ceil(width / 8), 0xff)
  row[0] = 0
  const pixels = deflateSync(Buffer.concat(Array<Buffer>(height).fill(row)))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

/** zlib.crc32 exists from Node 20.15 on only. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
