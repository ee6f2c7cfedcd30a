import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { updateTenant } from '@/domain/tenants'
import { describeLegacy, type LegacyApi } from '../_legacy/testing'
import { pictures, realEngines } from '@/domain/faces/testing-pictures'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = realEngines()
afterAll(() => engines.close())

type Photos = { [name in keyof typeof pictures]: Buffer }
let photos: Photos
beforeAll(async () => {
  const made = Object.entries(pictures).map(async ([name, make]) => [name, await make()] as const)
  photos = Object.fromEntries(await Promise.all(made)) as Photos
})

const send = (api: LegacyApi, path: string, photo: Uint8Array, fields: Record<string, string> = {}) =>
  api.call('POST', path, { parts: { photo, ...fields } })

async function newUser(api: LegacyApi, reference: string): Promise<string> {
  return String((await api.call('POST', '/users', { query: { reference_id: reference } })).data.id)
}

async function enrolled(api: LegacyApi, reference: string, photo: Uint8Array): Promise<string> {
  const id = await newUser(api, reference)
  const { message } = await send(api, `/users/${id}/dialogue/enroll/face`, photo)
  expect(message).toBe('FACE_ENROLLED_WITH_SUCCESS')
  return id
}

const twoDecimals = expect.stringMatching(/^[01]\.\d\d$/)

describeLegacy('5.1 Enroll Face', (open) => {
  test('5.1 Enroll Face: 200 true FACE_ENROLLED_WITH_SUCCESS', async () => {
    const api = await open({ engines })
    const id = await newUser(api, 'anna')
    const answer = await send(api, `/users/${id}/dialogue/enroll/face`, photos.anna)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: true, data: { message: 'FACE_ENROLLED_WITH_SUCCESS', enrolled: true } })
    const status = await api.call('GET', `/users/${id}/enroll/status`)
    expect(status.body).toMatchObject({
      data: [
        { type: 'voice', enrolled: false },
        { type: 'face', enrolled: true },
      ],
    })
  })

  test('5.1 Enroll Face: 200 false FACE_ENROLLMENT_FAILED with a reason for no face, and for several', async () => {
    const api = await open({ engines })
    const id = await newUser(api, 'anna')
    const none = await send(api, `/users/${id}/dialogue/enroll/face`, photos.nobody)
    expect(none.http).toBe(200)
    expect(none.body).toEqual({
      status: false,
      data: { message: 'FACE_ENROLLMENT_FAILED', reason: "No faces found on 'photo'" },
    })
    const several = await send(api, `/users/${id}/dialogue/enroll/face`, photos.group)
    expect(several.data).toEqual({ message: 'FACE_ENROLLMENT_FAILED', reason: "More than one face found on 'photo'" })
  })

  test('5.1 Enroll Face: 200 false FACE_ALREADY_DETECTED_ON_GALLERY with its own id when the user enrols twice', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const answer = await send(api, `/users/${id}/dialogue/enroll/face`, photos.annaAgain)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: false,
      data: {
        message: 'FACE_ALREADY_DETECTED_ON_GALLERY',
        detectedId: id,
        confidence: expect.any(Number),
        alreadyExists: true,
      },
    })
    expect(answer.data.confidence).toBeGreaterThanOrEqual(0.75)
    expect(Number.isInteger(Math.round(Number(answer.data.confidence) * 1e6) / 1e4)).toBe(true)
  })

  test("5.1 Enroll Face: another user's face is found where the tenant refuses duplicates, and flagged where it does not", async () => {
    const api = await open({ engines })
    const anna = await enrolled(api, 'anna', photos.anna)
    const flagged = await newUser(api, 'flagged')
    const byDefault = await send(api, `/users/${flagged}/dialogue/enroll/face`, photos.annaAgain)
    expect(byDefault.message).toBe('FACE_ENROLLED_WITH_SUCCESS')
    const pairs = await api.context.db.sql.select().from(api.context.db.tables.lookAlikes)
    expect(pairs).toMatchObject([{ userId: flagged, otherUserId: anna }])

    await api.call('DELETE', `/users/${flagged}`)
    await updateTenant(api.context, { slug: 'acme', settings: { duplicates: 'refuse' } })
    const twin = await newUser(api, 'twin')
    const refused = await send(api, `/users/${twin}/dialogue/enroll/face`, photos.annaAgain)
    expect(refused.data).toMatchObject({ message: 'FACE_ALREADY_DETECTED_ON_GALLERY', detectedId: anna })
  })

  test('5.1 Enroll Face: another face never takes the place of the enrolled one', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const answer = await send(api, `/users/${id}/dialogue/enroll/face`, photos.ben)
    expect(answer).toMatchObject({ http: 200, status: false, message: 'FACE_ENROLLMENT_FAILED' })
    expect((await send(api, `/users/${id}/dialogue/verify/face`, photos.annaAgain)).status).toBe(true)
  })
})

describeLegacy('5.2 Verify Face', (open) => {
  test('5.2 Verify Face: 200 true FACE_RECOGNIZED_WITH_SUCCESS with another photograph of the person', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'ben', photos.ben)
    const answer = await send(api, `/users/${id}/dialogue/verify/face`, photos.benAgain)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: true,
      data: { message: 'FACE_RECOGNIZED_WITH_SUCCESS', verified: true, confidence: twoDecimals },
    })
    expect(Number(answer.data.confidence)).toBeGreaterThanOrEqual(0.75)
  })

  test('5.2 Verify Face: 200 false FACE_RECOGNITION_FAILED with the confidence of somebody else', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'ben', photos.ben)
    const answer = await send(api, `/users/${id}/dialogue/verify/face`, photos.anna)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: false,
      data: { message: 'FACE_RECOGNITION_FAILED', verified: false, confidence: twoDecimals },
    })
    expect(Number(answer.data.confidence)).toBeLessThan(0.75)
  })

  test('5.2 Verify Face: 200 false FACE_RECOGNITION_FAILED with a reason for no face, and for several', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    for (const photo of [photos.nobody, photos.group]) {
      const answer = await send(api, `/users/${id}/dialogue/verify/face`, photo)
      expect(answer).toMatchObject({ http: 200, status: false })
      expect(answer.data).toEqual({ message: 'FACE_RECOGNITION_FAILED', reason: expect.stringContaining("on 'photo'") })
    }
  })

  test('5.2 Verify Face: 400 ENROLL_USER_FACE_FIRST', async () => {
    const api = await open({ engines })
    const id = await newUser(api, 'anna')
    const answer = await send(api, `/users/${id}/dialogue/verify/face`, photos.anna)
    expect(answer.http).toBe(400)
    expect(answer.body).toEqual({ status: false, data: { message: 'ENROLL_USER_FACE_FIRST' } })
  })

  test('5.2 Verify Face: a picture may be a file, or base64 with or without a data URI, in any encoding', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const base64 = photos.annaAgain.toString('base64')
    const dataUri = `data:image/jpeg;base64,${base64}`
    for (const photo of [base64, dataUri, base64.replaceAll(/(.{76})/g, '$1\r\n')]) {
      for (const call of [{ json: { photo } }, { form: { photo } }, { parts: { photo } }]) {
        const answer = await api.call('POST', `/users/${id}/dialogue/verify/face`, call)
        expect(answer.message).toBe('FACE_RECOGNIZED_WITH_SUCCESS')
      }
    }
    const unescaped = await api.call('POST', `/users/${id}/dialogue/verify/face`, {
      raw: { body: `photo=${base64}`, contentType: 'application/x-www-form-urlencoded' },
    })
    expect(unescaped.message).toBe('FACE_RECOGNIZED_WITH_SUCCESS')
    expect((await send(api, `/users/${id}/dialogue/verify/face`, photos.annaPng)).status).toBe(true)
  })
})

describeLegacy('5.3 Adapt Face', (open, edition) => {
  test('5.3 Adapt Face: 200 true FACE_ADAPTED_WITH_SUCCESS with a link to the picture that works for five minutes', async () => {
    let now = new Date()
    const api = await open({ engines, now: () => now })
    const id = await enrolled(api, 'ben', photos.ben)
    const answer = await send(api, `/users/${id}/dialogue/adapt/face`, photos.benAgain)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: true,
      data: { message: 'FACE_ADAPTED_WITH_SUCCESS', adapted: true, faceImg: expect.any(String) },
    })
    const link = String(answer.data.faceImg)
    expect(link.startsWith(`https://limen.example/api/${edition}/face-images/`)).toBe(true)
    const picture = await api.fetch('GET', link)
    expect(picture.status).toBe(200)
    expect(picture.headers.get('content-type')).toBe('image/jpeg')
    expect(picture.headers.get('cache-control')).toBe('no-store')

    const refused = { status: false, data: { message: 'NOT_FOUND' } }
    for (const wrong of [
      link.replace('signature=', 'signature=x'),
      link.replace(/expires=\d/, 'expires=9'),
      link.split('?')[0]!,
    ]) {
      const response = await api.fetch('GET', wrong)
      expect([response.status, await response.json()]).toEqual([404, refused])
    }
    now = new Date(now.getTime() + 5 * 60_000 + 1000)
    expect((await api.fetch('GET', link)).status).toBe(404)
  })

  test('5.3 Adapt Face: the link ends with the user', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const { data } = await send(api, `/users/${id}/dialogue/adapt/face`, photos.annaAgain)
    await api.call('DELETE', `/users/${id}`)
    expect((await api.fetch('GET', String(data.faceImg))).status).toBe(404)
  })

  test('5.3 Adapt Face: 200 false FACE_ADAPT_FAILED with a reason', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const answer = await send(api, `/users/${id}/dialogue/adapt/face`, photos.nobody)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: false,
      data: { message: 'FACE_ADAPT_FAILED', reason: "No faces found on 'photo'" },
    })
  })

  test('5.3 Adapt Face: 200 false FACE_NOT_REALIABLE_TO_ADAPT for somebody else, and nothing changes', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const answer = await send(api, `/users/${id}/dialogue/adapt/face`, photos.ben)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: false,
      data: { message: 'FACE_NOT_REALIABLE_TO_ADAPT', alreadyExists: false },
    })
    expect((await send(api, `/users/${id}/dialogue/verify/face`, photos.annaAgain)).status).toBe(true)
  })

  test('5.3 Adapt Face: 400 ENROLL_USER_FACE_FIRST', async () => {
    const api = await open({ engines })
    const id = await newUser(api, 'anna')
    const answer = await send(api, `/users/${id}/dialogue/adapt/face`, photos.anna)
    expect(answer).toMatchObject({ http: 400, message: 'ENROLL_USER_FACE_FIRST' })
  })
})

describeLegacy('5.4 Delete User Face Enroll', (open) => {
  test('5.4 Delete User Face Enroll: 200 true USER_FACE_CREDENTIALS_DELETED', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const answer = await api.call('DELETE', `/users/${id}/face/delete`)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: true, data: { message: 'USER_FACE_CREDENTIALS_DELETED' } })
    const search = await send(api, '/users/find-by-face', photos.annaAgain)
    expect(search.message).toBe('FACE_RECOGNITION_FAILED')
    const again = await send(api, `/users/${id}/dialogue/enroll/face`, photos.ben)
    expect(again.message).toBe('FACE_ENROLLED_WITH_SUCCESS')
  })

  test('5.4 Delete User Face Enroll: 400 ENROLL_USER_FACE_FIRST', async () => {
    const api = await open({ engines })
    const id = await newUser(api, 'anna')
    const answer = await api.call('DELETE', `/users/${id}/face/delete`)
    expect(answer).toMatchObject({ http: 400, status: false, message: 'ENROLL_USER_FACE_FIRST' })
  })
})

describeLegacy('5.5 Find User Id by Face', (open) => {
  test('5.5 Find User Id by Face: 200 true FACE_RECOGNIZED_WITH_SUCCESS', async () => {
    const api = await open({ engines })
    await enrolled(api, 'anna', photos.anna)
    const id = await enrolled(api, 'ben', photos.ben)
    const answer = await send(api, '/users/find-by-face', photos.benAgain)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: true,
      data: { message: 'FACE_RECOGNIZED_WITH_SUCCESS', verified: true, userId: id, confidence: twoDecimals },
    })
  })

  test('5.5 Find User Id by Face: 200 false FACE_ENROLLMENT_FAILED with a reason for no face, and for several', async () => {
    const api = await open({ engines })
    const none = await send(api, '/users/find-by-face', photos.nobody)
    expect(none.http).toBe(200)
    expect(none.body).toEqual({
      status: false,
      data: { message: 'FACE_ENROLLMENT_FAILED', reason: "No faces found on 'photo'" },
    })
    expect((await send(api, '/users/find-by-face', photos.group)).message).toBe('FACE_ENROLLMENT_FAILED')
  })

  test('5.5 Find User Id by Face: 200 false FACE_RECOGNITION_FAILED when nobody is known, nor anybody of another tenant', async () => {
    const api = await open({ engines })
    await enrolled(api, 'anna', photos.anna)
    const answer = await send(api, '/users/find-by-face', photos.ben)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: false, data: { message: 'FACE_RECOGNITION_FAILED', verified: false } })
    const other = await api.newClient({ tenantSlug: 'other' })
    const call = { parts: { photo: photos.anna } }
    expect((await api.call('POST', '/users/find-by-face', call, other)).body).toEqual(answer.body)
  })
})

describeLegacy('5.6 Find Multiple Id by Face', (open) => {
  test('5.6 Find Multiple Id by Face: 200 true FACE_RECOGNIZED_WITH_SUCCESS, the surest first, unknown faces left out', async () => {
    const api = await open({ engines })
    const ids = [await enrolled(api, 'anna', photos.anna), await enrolled(api, 'eva', photos.eva)]
    await enrolled(api, 'ben', photos.ben)
    const answer = await send(api, '/users/find-by-multiple', photos.group)
    expect(answer.http).toBe(200)
    const found = { userId: expect.stringMatching(/^[0-9a-f]{24}$/), confidence: twoDecimals }
    expect(answer.body).toEqual({
      status: true,
      data: { message: 'FACE_RECOGNIZED_WITH_SUCCESS', verified: true, usersFound: [found, found] },
    })
    const users = answer.data.usersFound as { userId: string; confidence: string }[]
    expect(users.map(({ userId }) => userId).sort()).toEqual(ids.sort())
    expect(users[0]!.confidence >= users[1]!.confidence).toBe(true)
  })

  test('5.6 Find Multiple Id by Face: 200 false FACE_RECOGNITION_FAILED when nobody is known', async () => {
    const api = await open({ engines })
    const answer = await send(api, '/users/find-by-multiple', photos.group)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: false,
      data: { message: 'FACE_RECOGNITION_FAILED', verified: false, usersFound: [] },
    })
  })

  test('5.6 Find Multiple Id by Face: 200 false FACE_ENROLLMENT_FAILED with a reason for no face', async () => {
    const api = await open({ engines })
    const answer = await send(api, '/users/find-by-multiple', photos.nobody)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: false,
      data: { message: 'FACE_ENROLLMENT_FAILED', reason: "No faces found on 'photo'" },
    })
  })
})

describeLegacy('5.7 Find Face Properties', (open) => {
  test('5.7 Find Face Properties: 200 true FACE_RECOGNIZED_WITH_SUCCESS, emotions only where the tenant wants them', async () => {
    const api = await open({ engines })
    const answer = await send(api, '/users/find-face-properties', photos.ben)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: true,
      data: {
        message: 'FACE_RECOGNIZED_WITH_SUCCESS',
        properties: { age: expect.any(Number), gender: 'male', emotions: [] },
      },
    })
    await updateTenant(api.context, { slug: 'acme', settings: { emotions: true } })
    const { data } = await send(api, '/users/find-face-properties', photos.ben)
    const { emotions } = data.properties as { emotions: string[] }
    expect(emotions.length).toBeGreaterThan(0)
    const known = ['neutral', 'happy', 'sad', 'angry', 'surprise', 'fear', 'disgust']
    expect(emotions.filter((emotion) => !known.includes(emotion))).toEqual([])
  })

  test('5.7 Find Face Properties: 200 false FACE_PROPERTIES_FAILED with a reason', async () => {
    const api = await open({ engines })
    const answer = await send(api, '/users/find-face-properties', photos.nobody)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: false,
      data: { message: 'FACE_PROPERTIES_FAILED', reason: "No faces found on 'photo'" },
    })
  })

  test('5.7 Find Face Properties: 200 false MULTIPLE_FACES_DETECTED', async () => {
    const api = await open({ engines })
    const answer = await send(api, '/users/find-face-properties', photos.group)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: false, data: { message: 'MULTIPLE_FACES_DETECTED' } })
  })
})

describeLegacy('3.5 Liveness', (open, edition) => {
  test('3.5: a boolean liveness, or an id where none is asked for, changes nothing', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const said: [string, string][] = [
      ['liveness', 'false'],
      ['liveness', '1'],
      ['livess', 'true'],
      ['livenessId', 'any'],
    ]
    for (const [name, value] of said) {
      const answer = await send(api, `/users/${id}/dialogue/verify/face`, photos.annaAgain, { [name]: value })
      expect(answer.message).toBe('FACE_RECOGNIZED_WITH_SUCCESS')
    }
  })

  test('10: where liveness is active, 1.1 asks for a valid livenessId and 1.0 does not', async () => {
    const api = await open({ engines })
    const id = await enrolled(api, 'anna', photos.anna)
    const bare = await newUser(api, 'bare')
    await updateTenant(api.context, { slug: 'acme', settings: { liveness: true } })
    const paths = [
      `/users/${id}/dialogue/verify/face`,
      `/users/${id}/dialogue/adapt/face`,
      `/users/${bare}/dialogue/enroll/face`,
      '/users/find-by-face',
      '/users/find-by-multiple',
      '/users/find-face-properties',
    ]
    for (const path of paths) {
      const without = await send(api, path, photos.anna, { liveness: 'true' })
      const forged = await send(api, path, photos.anna, { livenessId: 'e99766b5-9b28-4f0e-99dc-30eaa5b4c33d' })
      if (edition === '1.0') expect([without.http, forged.http]).toEqual([200, 200])
      else {
        expect(without).toMatchObject({ http: 400, message: 'LIVENESS_REQUIRED' })
        expect(forged).toMatchObject({ http: 400, message: 'INVALID_LIVENESS_ID' })
      }
    }
  })
})
