import { z } from 'zod'
import { ConfigFileFault, faultsOfIssue } from '#core/config/file-faults'
import { choiceOf, keyBlock, listWith, maybeKey, WHATEVER_ELSE, type ConfigPlace } from '#core/config/file-kinds'
import { readYaml } from '#core/config/yaml-text'
import { checkTogether } from './check-together.ts'
import { consumerBlock } from './consumer-block.ts'
import type { GatewayConfig } from './gateway-config.ts'
import { kongBlock } from './kong-block.ts'
import { statelessBlock } from './stateless-block.ts'

/**
 * Reads the configuration of gateways (docs/gateway.md), in YAML or JSON.
 * @param file its name, for messages
 * @param place where paths in it begin
 * @throws ConfigFileFault with every fault, each with its line
 */
export function readGatewayConfig(text: string, file: string, place: ConfigPlace): GatewayConfig {
  const yaml = readYaml(text)
  if (yaml.faults.length > 0 && yaml.value === undefined) throw new ConfigFileFault(file, yaml.faults)
  const read = gatewayFileBlock(place).safeParse(yaml.value ?? {})
  const faults = [...yaml.faults, ...(read.error?.issues ?? []).flatMap((issue) => faultsOfIssue(issue, yaml))]
  if (!read.success || faults.length > 0) throw new ConfigFileFault(file, faults)
  const { consumers, gateways } = read.data
  return { file, consumers: consumers ?? [], gateways }
}

const gatewayFileBlock = (place: ConfigPlace) =>
  keyBlock({
    consumers: maybeKey(listWith(consumerBlock)),
    gateways: listWith(z.discriminatedUnion('dialect', [statelessBlock(place), kongBlock(place)], choiceOfDialect)).min(
      1,
      'is empty: name a gateway',
    ),
  }).superRefine(checkTogether, WHATEVER_ELSE)

const { error: wrongDialect } = choiceOf('kong', 'kong-stateless')
const choiceOfDialect = {
  error: ({ input }: { input?: unknown }) =>
    wrongDialect({
      input:
        typeof input === 'object' && input !== null
          ? { ...input, type: (input as { dialect?: unknown }).dialect }
          : input,
    }),
}
