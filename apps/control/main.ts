import { portsOf } from '#core/config/process-settings'
import { readConfig } from '#core/config/read-config'
import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { commandSettings } from './config.ts'
import { CONTROL_LINE, readControlOptions } from './options.ts'
import { fileReader } from './read-file.ts'
import { renderReplies } from './render.ts'
import { exitCodeOf, sayRefusals } from './say-refusals.ts'
import { tell } from './tell.ts'

await runCommand(process, {
  ...CONTROL_LINE,
  async run({ env, clock, terminal, ...given }) {
    const options = await readControlOptions({ ...given, readFile: fileReader(env['INIT_CWD'] ?? '.') })
    const config = readConfig(commandSettings, env)
    const told = await tell(options, config, clock)
    const text = renderReplies(options.order, told.replies)
    terminal.write(options.order.shows === 'token' ? text : wrapText(text, terminal.columns))
    const { sending } = options.order
    if (sending && told.replies.length > 0)
      terminal.tell(`${wrapText(`${sending.words}\n`, terminal.columns)}  ${sending.line}\n`)
    const refusals = sayRefusals(told, portsOf(config).plain, options.order.method !== 'GET')
    if (refusals.length > 0) terminal.tell(wrapText(`${refusals.join('\n')}\n`, terminal.columns))
    return exitCodeOf(told, options.only !== undefined)
  },
})
