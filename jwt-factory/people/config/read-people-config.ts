import { ConfigFileFault, faultsOfIssue } from '#core/config/file-faults'
import { keyBlock, maybeKey, oneWord, type ConfigPlace } from '#core/config/file-kinds'
import { readYaml } from '#core/config/yaml-text'
import { CONFIG_TEXT_KEYS, maybeFlag, maybeSection } from './config-kinds.ts'
import { databaseBlock } from './database-block.ts'
import type { PeopleConfig, PeopleTokens } from './people-config.ts'
import { loggingBlock, serverBlock } from './server-block.ts'
import { telemetryBlock } from './telemetry-block.ts'
import { tokensBlock } from './tokens-block.ts'
import { usersBlock } from './users-block.ts'

/** Letters: one that somebody has written has some thousands. */
const LONGEST_CONFIG = 200_000

/**
 * Reads the configuration of Stoke. Every key of it is honoured, or refused with a reason; one that nobody knows is named.
 * Two are ours: `dialect` and `unsafe_claims`, at the top.
 * @param file its name, for messages
 * @param place where paths in it begin
 * @throws ConfigFileFault with every fault, each with its line
 */
export function readPeopleConfig(text: string, file: string, place: ConfigPlace): PeopleConfig {
  if (text.length > LONGEST_CONFIG)
    throw new ConfigFileFault(file, [{ line: 1, message: `it has more than ${LONGEST_CONFIG} letters` }])
  const yaml = readYaml(text, CONFIG_TEXT_KEYS)
  if (yaml.faults.length > 0 && yaml.value === undefined) throw new ConfigFileFault(file, yaml.faults)
  const read = peopleConfigBlock(place).safeParse(yaml.value ?? {})
  const faults = [...yaml.faults, ...(read.error?.issues ?? []).flatMap((issue) => faultsOfIssue(issue, yaml))]
  if (!read.success || faults.length > 0) throw new ConfigFileFault(file, faults)
  const { dialect = 'strict', unsafe_claims: unsafeClaims, ...sections } = read.data
  return { file, dialect, ...sections, rules: { unsafeClaims, reservedClaims: reservedBy(sections.tokens) } }
}

/** What tokens of this configuration say, whatever the groups of a person say. */
const reservedBy = ({ userInfo, countClaim }: PeopleTokens): ReadonlySet<string> =>
  new Set([...Object.values(userInfo), countClaim])

const peopleConfigBlock = (place: ConfigPlace) =>
  keyBlock({
    dialect: maybeKey(oneWord(['strict', 'stoke'])),
    unsafe_claims: maybeFlag(false),
    server: maybeSection(serverBlock(place)),
    database: maybeSection(databaseBlock(place)),
    logging: maybeSection(loggingBlock(place)),
    tokens: maybeSection(tokensBlock),
    telemetry: maybeSection(telemetryBlock),
    users: maybeSection(usersBlock(place)),
  })
