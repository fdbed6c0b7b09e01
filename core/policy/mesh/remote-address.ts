import { parseIp } from './ip-block.ts'

/** More hops than anybody has; what stands before them is not looked at. */
const MOST_HOPS = 100

/**
 * Who sent a request first, as far as trusted proxies say so in X-Forwarded-For (M-17). A gateway believes as many
 * proxies in front of it as the mesh says, none by default. A sidecar believes what stands last: its gateway wrote that.
 * @param sourceIp who is connected, and the answer where the header is too short or has no address there
 * @param forwardedFor each X-Forwarded-For header as it was sent, in their order
 */
export function remoteAddress(
  sourceIp: string,
  forwardedFor: readonly string[],
  at: { isGateway: boolean; numTrustedProxies: number },
): string {
  const fromTheEnd = at.isGateway ? at.numTrustedProxies : 1
  if (fromTheEnd === 0) return sourceIp
  const hops = forwardedFor.flatMap((header) => header.split(',').slice(-MOST_HOPS))
  const address = hops.at(-fromTheEnd)?.trim() ?? ''
  return hops.length >= fromTheEnd && parseIp(address) ? address : sourceIp
}
