import { servePlainly } from '#core/process/plain-server'
import { runCommand } from '#core/process/run-process'
import { readWebUiOptions, WEB_UI_COMMAND } from './alone/command.ts'
import { readWebUiConfig } from './alone/config.ts'
import { openWebUi } from './alone/open-web-ui.ts'

await runCommand(process, {
  ...WEB_UI_COMMAND,
  async run(call) {
    const options = readWebUiOptions(call)
    const config = readWebUiConfig(call.env)
    const opened = await openWebUi(config, options, {
      clock: call.clock,
      machine: call.clock,
      write: call.terminal.write,
    })
    call.terminal.write(`web-ui: ${opened.login}.\n`)
    try {
      const port = call.options['port'] ?? String(config.port)
      return await servePlainly(process, { ...call, options: { ...call.options, port } }, 'web-ui', opened.listener)
    } finally {
      await opened.close()
    }
  },
})
