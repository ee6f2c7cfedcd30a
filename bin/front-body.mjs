/**
 * The body of a request on its way in: how large it may be, how long it may take, and what of a legacy request Next would
 * lose and a header carries past it.
 */
import { tooLarge, tooSlow } from './front-refuse.mjs'
import { isApi, isLegacy } from './front-target.mjs'

const MiB = 1024 * 1024

/** A phone in a bad network still sends something every few seconds, and a picture of 1 MiB within the minute. */
export const patience = { silentMs: 5_000, wholeMs: 60_000 }

/** A legacy GET carries a few short parameters, never a file. */
const getBodyLimitBytes = 16 * 1024

/**
 * As what app/api/[edition]/_legacy/parameters.ts gets them: the query string as it was sent (Next puts U+FFFD in place of every
 * escape that is no UTF-8, and two people's names would become one), and the body of a GET in base64.
 */
const carried = { query: 'x-limen-query', body: 'x-limen-get-body' }

/** Two pictures of 1 MiB as base64, or a recording of 5 MB, fit into 8 MiB; forms and pages need far less. */
export function bodyLimitBytes(path) {
  return isApi(path) ? 8 * MiB : MiB
}

export const hasBody = ({ headers }) => Number(headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in headers

/**
 * Watches a body without reading it. One that grows beyond `limit` or stops coming is refused; its reader then gets no end
 * but an error, so that half a body is never taken for a whole one.
 * @returns {Promise<boolean>} true as soon as the body is there, or as much of it as waits in memory (some 64 KiB; the rest
 *   waits with the kernel until somebody reads); false when it was refused or the caller hung up
 */
export function watchBody(request, limit, { silentMs, wholeMs }, refuseWith) {
  return new Promise((resolve) => {
    let bytes = 0
    /** Nothing comes because we do not read: no fault of the caller's, whose time then begins anew. */
    let isOurs = false
    const push = request.push
    const expire = (timer) => {
      if (!isOurs) return end(tooSlow)
      isOurs = request.readableLength >= request.readableHighWaterMark
      timer.refresh()
    }
    const silence = setTimeout(() => expire(silence), silentMs)
    const whole = setTimeout(() => expire(whole), wholeMs)
    const stopWatching = () => {
      clearTimeout(silence)
      clearTimeout(whole)
      resolve(false)
    }
    const end = (refusal) => {
      request.push = () => true
      stopWatching()
      refuseWith(refusal)
    }
    request.once('close', stopWatching)
    // A caller who hangs up is no fault of anybody's. Next logs the error of a broken body with its stack; without one, whoever
    // iterates over the body still fails, and what waits for its end is forgotten with the request.
    const destroy = request.destroy
    request.destroy = () => destroy.call(request)
    request.push = (chunk, encoding) => {
      bytes += chunk?.length ?? 0
      if (bytes > limit) {
        end(tooLarge(limit))
        return true
      }
      silence.refresh()
      if (isOurs) whole.refresh()
      const wantsMore = push.call(request, chunk, encoding)
      if (chunk === null || !wantsMore) resolve(true)
      isOurs = !wantsMore
      if (chunk === null) stopWatching()
      return wantsMore
    }
  })
}

/** What Next takes for a form, by the same comparison. */
export const claimsForm = ({ method, headers }) =>
  method === 'POST' && Boolean(headers['content-type']?.startsWith('multipart/form-data'))

/**
 * Whether a body that claims to be a form of a page is one: it can be read by the parser that Next will read it with, and it says
 * what it is for, by a header or, where it was sent without JavaScript, by a field. Its reader then finds it whole.
 */
export async function isForm(request) {
  const body = await peekBody(request)
  const { 'content-type': type, 'next-action': action } = request.headers
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => null)
  return form !== null && (action !== undefined || [...form.keys()].some((name) => name.startsWith('$ACTION_')))
}

/** Reads a whole body and puts it back. Rejects with nothing when it never comes to its end. */
function peekBody(request) {
  return new Promise((resolve, reject) => {
    const chunks = []
    const take = () => {
      for (let chunk = request.read(); chunk !== null; chunk = request.read()) chunks.push(chunk)
      if (!request.complete) return
      request.off('readable', take).off('close', reject)
      const body = Buffer.concat(chunks)
      // In the same turn as the last chunk was taken: a stream that has told its end takes nothing back.
      if (body.length > 0) request.unshift(body)
      resolve(body)
    }
    request.on('readable', take).once('close', reject)
    take()
  })
}

/** Leaves a legacy request its query as it was sent, and no request a header of this kind that its sender has set. */
export function carryQuery(request, path) {
  for (const name of Object.values(carried)) delete request.headers[name]
  if (isLegacy(path)) request.headers[carried.query] = request.url.slice(path.length)
}

/** Takes the body along unparsed: what is wrong with it is told only to who may ask. Returns a refusal if it is too large. */
export async function carryBody(request) {
  const chunks = []
  let bytes = 0
  // Leaving the loop early must not tear the connection down before the refusal is written.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > getBodyLimitBytes) return tooLarge(getBodyLimitBytes, 'UNEXPECTED_FIELD')
    chunks.push(chunk)
  }
  request.headers[carried.body] = Buffer.concat(chunks).toString('base64')
  for (const name of ['content-length', 'transfer-encoding']) delete request.headers[name]
}
