import { z } from 'zod'
import {
  goDuration,
  keyBlock,
  listWith,
  maybeKey,
  upstreamAddress,
  WHATEVER_ELSE,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { ONE_MINUTE } from '#core/config/go-duration'
import type { KongProfile } from './gateway-config.ts'
import { gatewayListen } from './kinds.ts'
import { pluginEntry, type KongPluginEntry } from './plugin-block.ts'

/** A gateway with the plugins of Kong (`dialect: kong`). */
export const kongBlock = (place: ConfigPlace) =>
  keyBlock({
    dialect: z.literal('kong'),
    listen: maybeKey(gatewayListen(place)),
    upstream: upstreamAddress(place),
    shutdown_timeout: maybeKey(goDuration),
    plugins: listWith(pluginEntry).min(1, 'is empty: without a plugin everybody comes through'),
  })
    .superRefine(({ plugins }: { plugins?: unknown }, context) => {
      const names = Array.isArray(plugins) ? plugins.map((each) => (each as { name?: unknown } | null)?.name) : []
      for (const [at, name] of names.entries()) {
        if (name !== 'jwt' && typeof name === 'string' && names.indexOf(name) < at)
          context.addIssue({
            code: 'custom',
            path: ['plugins', at],
            message: `is a second ${name}: one of them is enough`,
          })
      }
    }, WHATEVER_ELSE)
    .transform((given): KongProfile => {
      const acl = given.plugins.find((each) => each.name === 'acl')?.config
      const rateLimiting = given.plugins.find((each) => each.name === 'rate-limiting')?.config
      return {
        dialect: 'kong',
        listen: given.listen ?? { kind: 'tcp', port: 4601 },
        upstream: given.upstream,
        shutdownTimeout: given.shutdown_timeout ?? ONE_MINUTE,
        jwt: given.plugins
          .filter((each): each is KongPluginEntry & { name: 'jwt' } => each.name === 'jwt')
          .map(({ config }) => config),
        ...(acl && { acl }),
        ...(rateLimiting && { rateLimiting }),
      }
    })
