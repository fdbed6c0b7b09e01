import { networkInterfaces } from 'node:os'
import type { Clock } from '#core/clock'
import { isLoopback } from '#core/http/loopback'
import { chooseCases } from '../choose-cases.ts'
import { pacedSender } from '../engine/pace.ts'
import type { ProbeOptions } from '../options.ts'
import { openTarget } from '../open-target.ts'
import type { ProbeReport } from '../probe-report.ts'
import { openSender } from '../target/open-sender.ts'
import { commandLine } from '../target/repeat-line.ts'
import { probeSigner } from './probe-signer.ts'

/** Heard by whoever listens at all addresses, and by nobody who listens at the loopback address of programs; macOS has none. */
const OTHER_LOOPBACK = '127.0.0.2'

/** A run against a signer, for which no issuer is needed: it signs itself. @throws Error that says what is wrong with the target */
export async function runAtSigner(
  options: ProbeOptions,
  { clock, folder, keysFolder }: { readonly clock: Clock; readonly folder: string; readonly keysFolder: string },
): Promise<ProbeReport> {
  const { target } = await openTarget(options, { folder, keysFolder })
  const { url } = target
  const { cases } = chooseCases(options)
  const isHere = target.addresses.every(isLoopback)
  const other = isHere ? otherAddress() : undefined
  const open = (addresses: readonly string[]) => openSender({ ...target, addresses }, clock)
  const senders = [open(target.addresses), ...(other === undefined ? [] : [open([other])])]
  const [sender, otherSender] = senders.map((each) => pacedSender(each, options.rate, clock))
  const more = options.isOwned ? ['--i-own-this-target'] : []
  const line = commandLine(['--url', url.href, '--dialect', 'jwtproxy-signer', ...more])
  try {
    return await probeSigner({
      url: url.href,
      cases: cases.filter(({ party, id, family }) => party === 'jwtproxy-signer' && !isSkipped(options, id, family)),
      clock,
      sender: sender as NonNullable<typeof sender>, // the first is always there
      otherSender,
      isElsewhere: !isHere,
      line,
    })
  } finally {
    for (const each of senders) await each.close()
  }
}

const isSkipped = ({ skip }: ProbeOptions, id: string, family: string) => skip.includes(id) || skip.includes(family)

/** An address of this machine by which others come; where it has none, one of loopback that no program takes by itself. */
function otherAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const outer = all.find(({ family, internal }) => family === 'IPv4' && !internal)
  return outer?.address ?? (process.platform === 'darwin' ? undefined : OTHER_LOOPBACK)
}
