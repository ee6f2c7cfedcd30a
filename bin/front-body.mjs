/**
 * The body of a request on its way in: how large it may be, how long it may take, and the habit of old clients to send a
 * GET with one, which is carried into the query string.
 */
import { tooLarge, tooSlow, unreadable } from './front-refuse.mjs'
import { isApi, pathOf } from './front-target.mjs'

const MiB = 1024 * 1024

/** A phone in a bad network still sends something every few seconds, and a picture of 1 MiB within the minute. */
export const patience = { silentMs: 5_000, wholeMs: 60_000 }

/** A legacy GET carries a few short parameters, never a file. */
const getBodyLimitBytes = 16 * 1024

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

/** Puts the body's fields over the query's (the body wins); returns what is wrong with it, or undefined. */
export async function carryBody(request) {
  const chunks = []
  let bytes = 0
  // Leaving the loop early must not tear the connection down before the refusal is written.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > getBodyLimitBytes) return tooLarge(getBodyLimitBytes)
    chunks.push(chunk)
  }
  const fields = parseFields(Buffer.concat(chunks).toString('utf8').trim())
  if (!fields) return unreadable
  const path = pathOf(request)
  const merged = new URLSearchParams(request.url.slice(path.length))
  for (const [name, value] of fields) merged.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  request.url = merged.size > 0 ? `${path}?${merged}` : path
  for (const name of ['content-length', 'transfer-encoding', 'content-type']) delete request.headers[name]
}

/** Content-Type is only indicative in that contract, so the text itself decides: JSON object or form. */
function parseFields(text) {
  if (!/^[[{"]/.test(text)) return [...new URLSearchParams(text)]
  try {
    const value = JSON.parse(text)
    return Array.isArray(value) || typeof value === 'string' ? undefined : Object.entries(value)
  } catch {
    return undefined
  }
}
