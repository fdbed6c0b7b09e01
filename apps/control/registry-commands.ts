import { isServiceName, SERVICE_NAME_RULE } from '#core/registry/registry-paths'
import { UsageFault } from '#core/process/command-line'
import { countWords, type ControlCommand, type ControlOrder } from './order.ts'

const listServices = (usage: string): ControlCommand => ({
  usage,
  about: 'the services of the key registry, with their keys; those that wait for approval first',
  order(words) {
    countWords(words, usage, 0)
    return { method: 'GET', path: '/registry', to: 'factory', shows: 'registry' }
  },
})

const keyCommand = (usage: string, about: string, order: Pick<ControlOrder, 'method'> & { end: string }) => ({
  usage,
  about,
  order(words: readonly string[]): ControlOrder {
    countWords(words, usage, 2)
    const [service = '', kid = ''] = words
    if (!isServiceName(service)) throw new UsageFault(`${SERVICE_NAME_RULE}.`)
    const path = `/registry/${encodeURIComponent(service)}/${encodeURIComponent(kid)}${order.end}`
    return { method: order.method, path, to: 'factory', shows: 'service' }
  },
})

/** What a person does about the keys that services publish. */
export const REGISTRY_COMMANDS: readonly ControlCommand[] = [
  listServices('registry'),
  listServices('registry list'),
  keyCommand(
    'registry approve SERVICE KID',
    'approves a key that waits; one that was approved unseen is confirmed, and one that has not come is let in when it comes',
    {
      method: 'POST',
      end: '/approve',
    },
  ),
  keyCommand('registry revoke SERVICE KID', 'takes a key out at once', { method: 'DELETE', end: '' }),
]
