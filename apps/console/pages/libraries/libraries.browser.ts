import { startPage } from '../../shell/live.browser.ts'

startPage(() => {}) // it has nothing that changes; the bar at the top has
