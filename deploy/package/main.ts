import { systemClock } from '#core/clock'
import { runCommand } from '#core/process/run-process'
import { buildPackage } from './build-package.ts'
import { PACKAGE_BUILD } from './published-manifest.ts'

await runCommand(process, {
  name: 'npm run package',
  about: `Builds the package that others install, in ${PACKAGE_BUILD}. To pack it: npm pack ./${PACKAGE_BUILD}`,
  examples: ['npm run package'],
  async run({ terminal }) {
    const began = systemClock.monotonic()
    const { version, files, bytes } = await buildPackage((step) => terminal.progress(step))
    const seconds = ((systemClock.monotonic() - began) / 1000).toFixed(1)
    terminal.tell(
      `jwt-sandbox ${version}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, in ${PACKAGE_BUILD} (${seconds} s).\n`,
    )
    return 0
  },
})
