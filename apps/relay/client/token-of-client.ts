import type { Clock } from '#core/clock'
import type { ConnectConfig } from './client-config.ts'
import { tokenFromCommand } from './run-token-command.ts'
import { fixedToken, type TokenSource } from './token-source.ts'

/** @param folder where relative paths of a command begin */
export const tokenOfClient = ({ token, tokenCommand }: ConnectConfig, folder: string, clock: Clock): TokenSource =>
  tokenCommand ? tokenFromCommand(tokenCommand, folder, clock) : fixedToken(token)
