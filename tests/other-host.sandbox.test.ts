import { expect, onTestFinished } from 'vitest'
import { loadScenarios } from '#scenarios'
import { needs } from './support/needs.ts'
import { openTestSandbox } from './support/sandbox.ts'

const OTHER = '127.0.0.2'

// Sidecars listen on the loopback addresses, whatever HOST is: no other machine is to have tokens signed.
needs(process.platform !== 'linux' && 'only Linux has 127.0.0.2 without being told').test(
  'with HOST at another address, every scenario plays, also where a party listens at localhost',
  async () => {
    const sandbox = await openTestSandbox({ env: { HOST: OTHER } })
    onTestFinished(() => sandbox.close())
    for (const { number } of await loadScenarios()) {
      const answer = await fetch(`http://${OTHER}:${sandbox.processes.servicea.port}/scenario${number}`)
      expect(await answer.text(), `scenario ${number}`).not.toContain('urn:jwt-sandbox:problem')
      expect(answer.status).toBe(200)
    }
  },
)
