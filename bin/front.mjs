/**
 * What every request passes before Next sees it: the caller's real address (front-caller.mjs), the address it means
 * (front-target.mjs), limits on its body and what Next would lose of a legacy request (front-body.mjs), and how many are in
 * progress (front-places.mjs). Decides nothing else; knows neither Next nor the rules.
 */
import {
  bodyLimitBytes,
  carryBody,
  carryQuery,
  claimsForm,
  hasBody,
  isForm,
  patience as ourPatience,
  watchBody,
} from './front-body.mjs'
import { networkOf, proxyList, setCaller } from './front-caller.mjs'
import { createPlaces } from './front-places.mjs'
import {
  brokenForm,
  busy,
  foreignForm,
  noAction,
  noForm,
  notAllowed,
  notFound,
  refuse,
  tooLarge,
} from './front-refuse.mjs'
import { isApi, isLegacy, pathOf, settleTarget } from './front-target.mjs'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Each request in progress costs Next memory, whatever comes of it; a flood is turned away here, where it costs nothing. */
const inProgressLimit = 512

/** Requests whose body is still on its way: each holds a little memory of ours and nothing of Next's. */
const onTheirWayLimit = 4_096

/** Whoever asks how the server is must be answered while it is full, so these requests have places of their own. */
const healthPath = '/api/health'
const healthLimit = 32

/** Terminals wait here for what changes, for a minute each; a venue may have many behind one address, and all they take is a place. */
const feedPath = '/edge/v1/changes'
const feedLimit = 2_048

/**
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => unknown} next
 * @param {object} options
 * @param {string} [options.trustProxy] addresses or CIDR ranges, comma-separated, of the proxies whose forwarding headers
 *   count; anybody else's are overwritten
 * @param {boolean} [options.secure] this is behind TLS
 * @param {number} [options.limit] requests in progress at once; beyond it 503. One caller gets a quarter of them
 * @param {{ silentMs: number, wholeMs: number }} [options.patience] how long a body may stop and take
 * @param {(id: string) => boolean} [options.isAction] whether the pages have the form that a request names
 */
export function createFront(
  next,
  { trustProxy = '', secure = false, limit = inProgressLimit, patience = ourPatience, isAction = () => true } = {},
) {
  const isProxy = proxyList(trustProxy)
  const inProgress = createPlaces(limit, Math.ceil(limit / 4))
  const onTheirWay = createPlaces(onTheirWayLimit, onTheirWayLimit / 4)
  const health = createPlaces(healthLimit, healthLimit / 4)
  const feed = createPlaces(feedLimit, feedLimit / 4)

  return function front(request, response) {
    pass(request, response).catch((error) => {
      // A caller who hangs up while sending is no fault; nobody is left to answer.
      if (!request.destroyed) console.error('The front server failed.', error)
      response.destroy()
    })
  }

  async function pass(request, response) {
    const caller = networkOf(setCaller(request, isProxy, secure))
    response.setHeader('x-request-id', request.headers['x-request-id'])
    const isSettled = settleTarget(request)
    const path = pathOf(request)
    const refuseWith = (refusal) => refuse(request, response, path, refusal)
    if (!methods.includes(request.method) || path === '*') return refuseWith(notAllowed(methods))
    const places = path === healthPath ? health : path === feedPath ? feed : inProgress
    // Told before its body is read: a client that asks first (curl does from 1 MiB on) then sends nothing of it.
    if (places.isFull(caller)) return refuseWith(busy)
    if (!isSettled) return refuseWith(notFound)
    const mostBytes = bodyLimitBytes(path)
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return refuseWith(tooLarge(mostBytes))
    const badForm = isApi(path) ? undefined : findBadForm(request, isAction)
    if (badForm) return refuseWith(badForm)
    if (/100-continue/i.test(request.headers.expect ?? '')) response.writeContinue()
    // Announcing a body costs a caller nothing, so a place is only for those that have sent it.
    if (hasBody(request) && !(await arrives(request, caller, mostBytes, refuseWith))) return
    const leave = places.take(caller)
    if (!leave) return refuseWith(busy)
    leaveAtEnd(request, response, leave)
    // Next answers what it cannot read as a form with a 500, or with a stack in the log.
    if (!isApi(path) && claimsForm(request)) {
      const isGood = await isForm(request)
      // It grew too large or stopped coming meanwhile.
      if (response.headersSent) return
      if (!isGood) return refuseWith(brokenForm)
    }
    carryQuery(request, path)
    if (request.method === 'GET' && isLegacy(path) && hasBody(request)) {
      const refusal = await carryBody(request)
      if (refusal) return refuseWith(refusal)
    }
    await next(request, response)
  }

  /** Waits for the body; false when it was refused or nobody is left to answer. */
  async function arrives(request, caller, mostBytes, refuseWith) {
    const stopWaiting = onTheirWay.take(caller)
    if (!stopWaiting) {
      refuseWith(busy)
      return false
    }
    try {
      return (await watchBody(request, mostBytes, patience, refuseWith)) && !request.socket.destroyed
    } finally {
      stopWaiting()
    }
  }
}

/** A response that waits behind others of its connection never closes when that connection breaks, so both are heard. */
function leaveAtEnd(request, response, leave) {
  const { socket } = request
  const end = () => {
    leave()
    response.off('close', end)
    socket.off('close', end)
  }
  // One listener for each request that a caller sends ahead of its answers; their number is limited by their places.
  socket.setMaxListeners(0)
  response.once('close', end)
  socket.once('close', end)
}

/** Browsers name the page that a form was sent from; `null` is a page that hides where it is. Judged as Next does, which throws. */
function isForeign({ origin, host, 'x-forwarded-host': forwarded }) {
  if (origin === undefined) return false
  if (!URL.canParse(origin)) return true
  const from = new URL(origin).host
  return from !== host && from !== forwarded?.split(',', 1)[0].trim()
}

/** Next answers these forms of a page with a 500 or a stack in the log. */
function findBadForm({ method, headers }, isAction) {
  if (method !== 'POST') return undefined
  const type = headers['content-type'] ?? ''
  if (/^multipart\//i.test(type) && !/;\s*boundary="?[^\s";]/i.test(type)) return noForm
  if (isForeign(headers)) return foreignForm
  const action = headers['next-action']
  return action === undefined || isAction(action) ? undefined : noAction
}
