/**
 * What every request passes before Next sees it: the caller's real address, limits on how many are in progress and on
 * their bytes before a body is read, a slash at the end of a path, and what Next would lose of a legacy request: the bytes of
 * its query string, and the body of a GET. Decides nothing else; knows neither Next nor the rules.
 */
import { randomUUID } from 'node:crypto'
import { BlockList, isIP } from 'node:net'

const MiB = 1024 * 1024
const legacyPath = /^\/api\/1\.\d\//

/** Addresses of programs, which follow no redirect; every other is a page's. */
const isApi = (path) => path.startsWith('/api/') || path.startsWith('/biometrics/')

/** A legacy GET carries a few short parameters, never a file. */
const getBodyLimitBytes = 16 * 1024

/**
 * As what app/api/[edition]/_legacy/parameters.ts gets them: the query string as it was sent (Next puts U+FFFD in place of every
 * escape that is no UTF-8, and two people's names would become one), and the body of a GET in base64.
 */
const carried = { query: 'x-limen-query', body: 'x-limen-get-body' }

const lastWordsMs = 2_000

/** Each request in progress costs Next memory, whatever comes of it; a flood is turned away here, where it costs nothing. */
const inProgressLimit = 512

/** Two pictures of 1 MiB as base64, or a recording of 5 MB, fit into 8 MiB; forms and pages need far less. */
function bodyLimitBytes(path) {
  return isApi(path) ? 8 * MiB : MiB
}

/**
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => unknown} next
 * @param {{ trustProxy?: string, secure?: boolean, limit?: number }} options `trustProxy`: addresses or CIDR ranges,
 *   comma-separated, of the proxies whose forwarding headers count; anybody else's are overwritten. `limit`: requests in
 *   progress at once; beyond it 503
 */
export function createFront(next, { trustProxy = '', secure = false, limit: inProgressMost = inProgressLimit } = {}) {
  const isProxy = proxyList(trustProxy)
  let inProgress = 0

  return function front(request, response) {
    pass(request, response).catch((error) => {
      // A caller who hangs up while sending is no fault; nobody is left to answer.
      if (!request.destroyed) console.error('The front server failed.', error)
      response.destroy()
    })
  }

  async function pass(request, response) {
    setCaller(request, isProxy, secure)
    response.setHeader('x-request-id', request.headers['x-request-id'])
    dropLastSlash(request)
    for (const name of Object.values(carried)) delete request.headers[name]
    const path = request.url.split('?', 1)[0]
    if (inProgress >= inProgressMost) return refuse(request, response, path, busy)
    inProgress++
    response.once('close', () => inProgress--)
    if (!isReadable(path)) return refuse(request, response, path, notFound)
    const limit = bodyLimitBytes(path)
    if (Number(request.headers['content-length'] ?? 0) > limit) return refuse(request, response, path, tooLarge(limit))
    // A client that asks first (curl does from 1 MiB on) sends nothing of what was refused above.
    if (/100-continue/i.test(request.headers.expect ?? '')) response.writeContinue()
    const isLegacy = legacyPath.test(path)
    if (isLegacy) request.headers[carried.query] = request.url.slice(path.length)
    if (isLegacy && request.method === 'GET' && hasBody(request)) {
      const refusal = await carryBody(request)
      if (refusal) return refuse(request, response, path, refusal)
    } else {
      limitStream(request, limit, () => refuse(request, response, path, tooLarge(limit)))
    }
    await next(request, response)
  }
}

/** Next answers a path that ends in a slash with a redirect, and few programs send a POST there again. */
function dropLastSlash(request) {
  const [path] = request.url.split('?', 1)
  if (isApi(path) && path.endsWith('/')) request.url = path.slice(0, -1) + request.url.slice(path.length)
}

/** Next answers a malformed escape with a bare 500. */
function isReadable(path) {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

const busy = {
  status: 503,
  code: 'BUSY',
  legacyCode: 'PROBLEM_OCURRED_REPEAT_REQUEST',
  message: 'Too many requests are in progress; try again in a moment.',
  headers: { 'retry-after': '1' },
}

const notFound = { status: 404, code: 'NOT_FOUND', legacyCode: 'NOT_FOUND', message: 'There is no such address.' }

const hasBody = ({ headers }) => Number(headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in headers

/** The legacy contract knows no 413: a file over its limit is no file (2.4), and nothing but a file is ever that large. */
const tooLarge = (limit, legacyCode = 'NO_FILE_OR_INVALID_FORMAT') => ({
  status: 413,
  code: 'TOO_LARGE',
  legacyStatus: 400,
  legacyCode,
  message: `A request to this address may carry at most ${limit} bytes.`,
})

/** @param {string} text e.g. `127.0.0.1, 10.0.0.0/8`. @throws Error naming what is not an address */
export function proxyList(text) {
  const list = new BlockList()
  for (const part of text.split(',').map((item) => item.trim())) {
    if (!part) continue
    const [address, bits] = part.split('/')
    if (!isIP(address)) throw new Error(`LIMEN_TRUST_PROXY: '${part}' is neither an IP address nor a CIDR range.`)
    const family = `ipv${isIP(address)}`
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => isIP(address) > 0 && list.check(address, `ipv${isIP(address)}`)
}

/**
 * Leaves exactly one address in x-forwarded-for, the caller's. Believed from a trusted proxy only: otherwise anybody
 * could choose the address that rate limits and audit lines name, or the host that links and origin checks use.
 */
function setCaller(request, isProxy, secure) {
  const { headers } = request
  const plain = (address) => address.trim().replace(/^::ffff:(?=\d+\.)/, '')
  const peer = plain(request.socket.remoteAddress ?? '')
  const trusted = isProxy(peer)
  const hops = trusted ? (headers['x-forwarded-for'] ?? '').split(',').map(plain).filter(Boolean) : []
  headers['x-forwarded-for'] = hops.findLast((hop) => !isProxy(hop)) ?? hops[0] ?? peer
  delete headers.forwarded
  if (!trusted) delete headers['x-forwarded-host']
  if (!trusted || !headers['x-forwarded-proto']) headers['x-forwarded-proto'] = secure ? 'https' : 'http'
  if (!trusted || !/^[\w-]{1,64}$/.test(headers['x-request-id'] ?? '')) headers['x-request-id'] = randomUUID()
}

/**
 * Counts what arrives without slowing it; a body without a length is cut off at the limit. Its reader then gets no end
 * but an error (see `refuse`), so that half a body is never taken for a whole one.
 */
function limitStream(request, limit, refuseNow) {
  let bytes = 0
  const push = request.push
  request.push = (chunk, encoding) => {
    bytes += chunk?.length ?? 0
    if (bytes <= limit) return push.call(request, chunk, encoding)
    request.push = () => true
    refuseNow()
    return true
  }
}

/** Takes the body along unparsed: what is wrong with it is told only to who may ask. Returns a refusal if it is too large */
async function carryBody(request) {
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

/**
 * Answers in the envelope of the contract that the path belongs to. What still arrives is thrown away for a while,
 * because a client that is cut off while sending often never reads the answer.
 */
function refuse(request, response, path, refusal) {
  const { status, code, legacyCode, legacyStatus = status, message, headers = {} } = refusal
  if (response.headersSent) return void request.destroy()
  const requestId = request.headers['x-request-id']
  const isLegacy = legacyPath.test(path)
  const body = isLegacy
    ? { status: false, data: { message: legacyCode } }
    : path.startsWith('/api/graphql')
      ? { errors: [{ message, extensions: { code, requestId } }] }
      : { error: { code, message, requestId } }
  const text = JSON.stringify(body)
  response.writeHead(isLegacy ? legacyStatus : status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
  request.resume()
  setTimeout(() => request.readableEnded || request.destroy(), lastWordsMs).unref()
}
