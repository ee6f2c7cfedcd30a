/** Who calls: the address behind the proxies that are trusted, and the network it counts for. */
import { randomUUID } from 'node:crypto'
import { BlockList, isIP } from 'node:net'

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
 * Leaves exactly one address in x-forwarded-for, the caller's, and returns it. Believed from a trusted proxy only: otherwise
 * anybody could choose the address that rate limits and audit lines name, or the host that links and origin checks use.
 */
export function setCaller(request, isProxy, secure) {
  const { headers } = request
  const plain = (address) => address.trim().replace(/^::ffff:(?=\d+\.)/, '')
  const peer = plain(request.socket.remoteAddress ?? '')
  const trusted = isProxy(peer)
  const hops = trusted ? (headers['x-forwarded-for'] ?? '').split(',').map(plain).filter(Boolean) : []
  const caller = hops.findLast((hop) => !isProxy(hop)) ?? hops[0] ?? peer
  headers['x-forwarded-for'] = caller
  delete headers.forwarded
  if (!trusted) delete headers['x-forwarded-host']
  if (!trusted || !headers['x-forwarded-proto']) headers['x-forwarded-proto'] = secure ? 'https' : 'http'
  if (!trusted || !/^[\w-]{1,64}$/.test(headers['x-request-id'] ?? '')) headers['x-request-id'] = randomUUID()
  return caller
}

/** An IPv6 caller is given 2^64 addresses at once, so it is the network that counts; an IPv4 address counts for itself. */
export function networkOf(address) {
  if (isIP(address) !== 6) return address
  const [before, after] = address.split('::').map((part) => (part ? part.split(':') : []))
  const zeros = after ? Array(Math.max(0, 8 - before.length - after.length)).fill('0') : []
  return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(':')
}
