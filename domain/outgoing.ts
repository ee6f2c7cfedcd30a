/**
 * The bureau's one way to call an address that a customer chose. https only, unless the operator listed the network; the
 * address is judged when the connection is made, so that a name which answers differently a moment later gains nothing; no
 * redirect is followed, no proxy asked, and both the time and the answer have a limit.
 */
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { parseRange, standingOf, type Range } from './addresses'
import { nameLookup, type Lookup } from './outgoing-names'

export interface OutgoingRequest {
  url: string
  headers: Record<string, string>
  body: string
  /** For everything: the name, the connection, the request and the answer. */
  timeoutMs: number
  /** Of the answer's body; what is beyond is not read. */
  answerLimit: number
  signal?: AbortSignal
}

export interface OutgoingAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  /** At most `answerLimit` bytes. */
  body: Buffer
  /** Whether there was more. */
  isCut: boolean
}

export interface Outgoing {
  /**
   * What is wrong with an address, as far as can be said without asking for it; null if nothing. A name may still turn out to
   * lead where no call goes.
   */
  objection(url: string): string | null
  /** @throws OutgoingFailed */
  post(request: OutgoingRequest): Promise<OutgoingAnswer>
}

/** No answer came. The message is ours and for people: nothing of what the other side said is in it. */
export class OutgoingFailed extends Error {
  override readonly name = 'OutgoingFailed'
  constructor(
    readonly reason: 'refused_address' | 'no_such_host' | 'unreachable' | 'tls' | 'timeout' | 'aborted' | 'broken',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause })
  }
}

export interface OutgoingOptions {
  /** Addresses and CIDR ranges that may be called though they are not public, and without TLS. */
  allow: readonly string[]
  /** Certificates in PEM that are trusted instead of the platform's. */
  ca?: string
  /** Default: the hosts file and the system's name servers. */
  lookup?: Lookup
}

const notPublic =
  'The address leads to a network that is not public. An operator can list it in LIMEN_WEBHOOK_ALLOW, where it is meant.'
const needsTls = 'The address has to begin with https://.'

export function openOutgoing({ allow, ca, lookup = nameLookup() }: OutgoingOptions): Outgoing {
  const ranges = allow.map(parseRange)
  return {
    objection: (url) => objectionTo(url, ranges),
    async post(request) {
      const objection = objectionTo(request.url, ranges)
      if (objection) throw new OutgoingFailed('refused_address', objection)
      return send(new URL(request.url), request, { ranges, ca, lookup })
    },
  }
}

function objectionTo(text: string, ranges: readonly Range[]): string | null {
  if (text.length > 2_000) return 'The address is longer than 2,000 characters.'
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url) return 'This is no address such as https://example.org/hook.'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return needsTls
  if (url.protocol === 'http:' && ranges.length === 0) return needsTls
  if (url.username || url.password) return 'The address may not hold a name or a password.'
  if (url.hash || text.endsWith('#')) return 'The address may not hold a fragment (#).'
  const host = bareHost(url)
  // A URL's own parser has made one plain address of whatever way of writing it came in: hexadecimal, short, a single number.
  if (isIP(host) === 0) return null
  const standing = standingOf(host, ranges)
  if (standing === 'refused') return notPublic
  return url.protocol === 'http:' && standing !== 'listed' ? needsTls : null
}

const bareHost = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1')

function send(
  url: URL,
  { headers, body, timeoutMs, answerLimit, signal }: OutgoingRequest,
  { ranges, ca, lookup }: { ranges: readonly Range[]; ca?: string; lookup: Lookup },
): Promise<OutgoingAnswer> {
  const isSecure = url.protocol === 'https:'
  const mayConnect = (address: string) => {
    const standing = standingOf(address, ranges)
    return standing === 'listed' || (standing === 'public' && isSecure)
  }
  return new Promise((done, fail) => {
    const { request: start } = isSecure ? https : http
    const outgoing = start(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // No agent: a connection of its own, so that none is used again for an address that was not judged; and no proxy.
      agent: false,
      lookup: judging(lookup, mayConnect),
      ca,
      maxHeaderSize: 16_384,
      signal,
    })
    // Kept, because a connection that is cut within the answer says no more than that it was cut.
    let why: OutgoingFailed | undefined
    const timer = setTimeout(() => {
      why = new OutgoingFailed('timeout', `No whole answer came within ${timeoutMs / 1_000} s.`)
      outgoing.destroy(why)
    }, timeoutMs)
    const giveUp = (error: Error) => {
      clearTimeout(timer)
      fail(why ?? inOurWords(error))
    }
    outgoing.on('socket', (socket) => {
      socket.once('connect', () => {
        // Looked at once more, where nothing can lie between: what was connected to.
        if (!socket.remoteAddress || mayConnect(socket.remoteAddress)) return
        socket.destroy(new OutgoingFailed('refused_address', notPublic))
      })
    })
    outgoing.on('error', giveUp)
    // After an answer this changes nothing; without one, such as when the other side wants another protocol, it is the end.
    outgoing.on('close', () => giveUp(new Error('The connection was closed.')))
    outgoing.on('response', (response) => {
      const parts: Buffer[] = []
      let size = 0
      const end = (isCut: boolean) => {
        clearTimeout(timer)
        const whole = Buffer.concat(parts).subarray(0, answerLimit)
        done({ status: response.statusCode!, headers: response.headers, body: whole, isCut })
      }
      response.on('data', (part: Buffer) => {
        parts.push(part)
        size += part.length
        if (size <= answerLimit) return
        end(true)
        response.destroy()
      })
      response.on('end', () => end(!response.complete))
      response.on('error', giveUp)
    })
    outgoing.end(body)
  })
}

/** Names lead only to addresses that may be called; where there is none of those, nowhere. */
function judging(lookup: Lookup, mayConnect: (address: string) => boolean): LookupFunction {
  return (host, { all }, callback) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) return callback(error, '')
      const good = found.filter(({ address }) => mayConnect(address))
      if (good.length === 0) return callback(new OutgoingFailed('refused_address', notPublic), '')
      if (all) return callback(null, good)
      callback(null, good[0]!.address, good[0]!.family)
    })
  }
}

function inOurWords(error: Error & { code?: string }): OutgoingFailed {
  if (error instanceof OutgoingFailed) return error
  const { code = '' } = error
  if (error.name === 'AbortError') return new OutgoingFailed('aborted', 'The call was given up.', error)
  if (/^(ENOTFOUND|EAI_AGAIN|ENODATA|ENONAME|ESERVFAIL|EREFUSED|EBADNAME|ETIMEOUT)$/.test(code)) {
    return new OutgoingFailed('no_such_host', 'The name of the host was not found.', error)
  }
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT)$/.test(code)) {
    return new OutgoingFailed('unreachable', 'Nothing answers at this address.', error)
  }
  // Certificates: the names of OpenSSL's and Node's own reasons. The handshake itself: EPROTO and ERR_SSL_….
  if (/CERT|ERR_TLS|ERR_SSL|EPROTO|SIGNATURE|ISSUER|CRL/.test(code)) {
    return new OutgoingFailed('tls', `The server's TLS or its certificate is not in order (${code}).`, error)
  }
  return new OutgoingFailed('broken', 'The connection broke, or what came was no HTTP.', error)
}
