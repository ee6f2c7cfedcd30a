/**
 * Names of customers' hosts, looked up so that one whose name server never answers keeps nobody waiting: the platform's own way
 * has two threads for the whole process, and a silent name holds one of them for long after its call was given up. So the
 * hosts file is read and the name servers are asked from here; the platform's way is left for what neither knows.
 */
import { lookup, type LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'

export type Lookup = (
  host: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

const unknown = ['ENOTFOUND', 'ENODATA', 'ENONAME']

/** @param servers default: the system's */
export function nameLookup({
  hostsFile = '/etc/hosts',
  servers,
}: { hostsFile?: string; servers?: string[] } = {}): Lookup {
  return (host, options, done) => {
    const known = async () => {
      const listed = addressesIn(await readFile(hostsFile, 'utf8').catch(() => ''), host)
      return listed.length > 0 ? listed : askServers(host, servers)
    }
    known().then(
      (addresses) => done(null, addresses),
      (error: NodeJS.ErrnoException) => {
        // A search domain, another service of names.
        if (unknown.includes(error.code ?? '')) lookup(host, options, done)
        else done(error, [])
      },
    )
  }
}

/** The addresses of a name in the text of a hosts file. */
export function addressesIn(text: string, host: string): LookupAddress[] {
  const name = host.toLowerCase().replace(/\.$/, '')
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([address = '', ...names]) => isIP(address) > 0 && names.some((one) => one.toLowerCase() === name))
    .map(([address]) => ({ address: address!, family: isIP(address!) }))
}

/** @throws what the servers said, where none gave an address */
async function askServers(host: string, servers: string[] | undefined): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  if (servers) resolver.setServers(servers)
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const found = [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
  ]
  if (found.length > 0) return found
  const reasons = [four, six].flatMap((one) => (one.status === 'rejected' ? [one.reason as NodeJS.ErrnoException] : []))
  // One that has no address of the one kind may have been silent about the other.
  throw reasons.find(({ code }) => !unknown.includes(code ?? '')) ?? reasons[0]!
}
