/**
 * What a request is for. Programs follow no redirect and few send a POST twice, so an address of the API is put right here
 * wherever Next would answer a redirect or a page.
 */
const legacyPath = /^\/api\/1\.\d\//

/** Addresses of programs; every other is a page's. */
export const isApi = (path) =>
  /^\/api(\/|$)/.test(path) || isFaceHost(path) || isWallet(path) || isRealm(path) || isEdge(path)

/** The wallet's contract: of the tenant `main`, and of one that the path names. */
export const isWallet = (path) => /^(\/t\/[^/]+)?\/(v1|\.well-known\/jwks\.json)(\/|$)/.test(path)

/** The events contract: what programs call, and where they get their tokens. */
export const isEvents = (path) => /^\/api\/public(\/|$)/.test(path)
export const isRealm = (path) => /^\/auth\/realms(\/|$)/.test(path)
/** Terminals at doors. */
export const isEdge = (path) => /^\/edge(\/|$)/.test(path)

/** The liveness host of the legacy contract, whose envelope is another one. */
export const isFaceHost = (path) => /^\/biometrics(\/|$)/.test(path)

export const isLegacy = (path) => legacyPath.test(path)

/** Of the legacy contract, what takes two pictures and says so in the plural. */
export const isDocument = (path) => isLegacy(path) && /^\/api\/[^/]+\/document\//.test(path)

export const pathOf = (request) => request.url.split('?', 1)[0]

/** With these Next would take a program for one of its own pages: it redirects, or answers in its own formats. */
const nextHeader = /^(rsc|next-.+|x-nextjs-.+|x-middleware-.+|x-invoke-.+)$/

/** Rewrites the request's address to the one it means; false when it means none. */
export function settleTarget(request) {
  dropAuthority(request)
  // A client may offer another protocol and must expect not to get it (RFC 9110, section 7.8).
  for (const name of ['upgrade', 'http2-settings']) delete request.headers[name]
  const path = pathOf(request)
  if (!path.startsWith('/') || !isReadable(path) || hasDots(path)) return false
  const flat = path.replace(/[\\/]+/g, '/')
  if (!isApi(flat)) return true
  for (const name of Object.keys(request.headers)) if (nextHeader.test(name)) delete request.headers[name]
  request.url = flat.replace(/\/$/, '') + request.url.slice(path.length)
  return !path.includes('\\')
}

/** A target may name the host as well, and that name then counts (RFC 9112, section 3.2.2). */
function dropAuthority(request) {
  const [authority, host] = /^https?:\/\/([^/?#@]+)/i.exec(request.url) ?? []
  if (!authority) return
  const rest = request.url.slice(authority.length)
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  request.headers.host = host
}

/** Next answers a malformed escape with a bare 500, and PostgreSQL a NUL with an error: nothing has one in its name. */
function isReadable(path) {
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch {
    return false
  }
}

/** `.` and `..` are worked out before a request is sent; one that is left was left on purpose. */
const hasDots = (path) => path.split(/[\\/]/).some((part) => /^(\.|%2e){1,2}$/i.test(part))
