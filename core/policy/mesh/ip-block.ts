/** An address in eight groups of 16 bits (IPv6), or two (IPv4). */
export type IpAddress = readonly number[]

export interface IpBlock {
  address: IpAddress
  /** How many bits of it count. */
  bits: number
}

const IPV4_PREFIX = [0, 0, 0, 0, 0, 0xffff]
const GROUP = 16

/**
 * Reads an address as text. One of IPv4 within IPv6 (`::ffff:10.0.0.1`), as sockets have it, is that of IPv4.
 * @returns undefined for anything else, zones and numbers with leading zeros too
 */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length > 45) return undefined
  if (!text.includes(':')) return parseIpv4(text)
  const groups = parseIpv6(text)
  return groups && IPV4_PREFIX.every((group, at) => groups[at] === group) ? groups.slice(IPV4_PREFIX.length) : groups
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number)
  return [a * 256 + b, c * 256 + d]
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [front, back] = halves.map((half, at) => parseGroups(half, at === halves.length - 1))
  if (!front) return undefined
  if (halves.length === 1) return front.length === 8 ? front : undefined
  if (!back || front.length + back.length > 7) return undefined
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back]
}

/** Groups of four hexadecimal digits; the last two may be written as IPv4. */
function parseGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [at, part] of parts.entries()) {
    const ipv4 = isLast && at === parts.length - 1 ? parseIpv4(part) : undefined
    if (ipv4) groups.push(...ipv4)
    else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

/** Reads an address or a block such as `10.1.0.0/16`; bits behind its length do not count. */
export function parseIpBlock(text: string): IpBlock | undefined {
  const slash = text.indexOf('/')
  const address = parseIp(slash < 0 ? text : text.slice(0, slash))
  if (!address) return undefined
  const most = address.length * GROUP
  if (slash < 0) return { address, bits: most }
  const bits = text.slice(slash + 1)
  return /^(?:0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= most ? { address, bits: Number(bits) } : undefined
}

export function isInBlock({ address, bits }: IpBlock, ip: IpAddress): boolean {
  if (address.length !== ip.length) return false
  for (let at = 0; at * GROUP < bits; at++) {
    const unused = Math.max(0, GROUP - (bits - at * GROUP))
    if ((address[at] ?? 0) >> unused !== (ip[at] ?? 0) >> unused) return false
  }
  return true
}
