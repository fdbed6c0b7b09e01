import type { ForeignClients } from '../../../apps/drill/foreign-clients.ts'
import { CLIENT_SETTING_NAMES, CLIENT_SETTINGS, type ClientSetting, type ClientSettingName } from './client-settings.ts'
import { openIssuerOf } from './issuers.ts'
import type { TokenClientRow } from './token-clients.ts'
import { TRIED, type Tried } from './tried.ts'
import { registerAccounts, useClient, type Outcomes } from './use-clients.ts'

/** What each client did where the issuer is set like that. */
export type OutcomesAt = ReadonlyMap<ClientSettingName, ReadonlyMap<string, Outcomes>>

/** One issuer for each setting, one after the other, and all clients at each. */
export async function useAtSettings(
  rows: readonly TokenClientRow[],
  childOf: (row: TokenClientRow) => ForeignClients,
): Promise<OutcomesAt> {
  const outcomes = new Map<ClientSettingName, ReadonlyMap<string, Outcomes>>()
  for (const setting of CLIENT_SETTING_NAMES) {
    const { factory, issuer } = await openIssuerOf(setting)
    const accounts = await registerAccounts(factory, issuer, CLIENT_SETTINGS[setting])
    const used = rows.map(async (row) => [row.name, await useClient(row, childOf(row), accounts)] as const)
    outcomes.set(setting, new Map(await Promise.all(used)))
    await factory.close()
  }
  return outcomes
}

/** The marks that are right for a client, at an issuer as it is or as it is set. */
export function rightMarks({ lacks, at }: TokenClientRow, setting?: ClientSettingName): Record<Tried, string> {
  const refusesAll = setting !== undefined && at?.[setting]?.refuses !== undefined
  const { isOpen, without }: Partial<ClientSetting> = setting === undefined ? {} : CLIENT_SETTINGS[setting]
  const right = (tried: Tried): string => {
    if (lacks?.includes(tried)) return '–'
    if (tried === 'a wrong secret') return refusesAll ? 'refused' : isOpen ? 'taken' : '`invalid_client`'
    return refusesAll || without?.includes(tried) ? '✗' : '✓'
  }
  return Object.fromEntries(TRIED.map((tried) => [tried, right(tried)])) as Record<Tried, string> // each has its own
}

/** What the page says of a client where the issuer is set like that. */
export function settingMark(row: TokenClientRow, setting: ClientSettingName, outcomes: Outcomes): string {
  const { concerns }: Partial<ClientSetting> = CLIENT_SETTINGS[setting]
  if (concerns?.every((tried) => row.lacks?.includes(tried))) return 'not applicable'
  const right = rightMarks(row, setting)
  const wrong = TRIED.filter((tried) => outcomes[tried].mark !== right[tried])
  if (wrong.length > 0) return `✗: ${wrong.join(', ')}`
  const { refuses, told } = row.at?.[setting] ?? {}
  if (refuses !== undefined) return `✗: ${refuses}`
  return told === undefined ? '✓' : `✓ with ${told}`
}
