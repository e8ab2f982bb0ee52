// The emulator in a process of its own, which is on nobody's bill. It sends what it is asked to, as often as it is asked.
import { startEmulator } from '@sms-settings/emulator'

const emulator = await startEmulator({ flowControl: false, deliverAfter: 0 })
// An account that never runs out of money.
emulator.state.account().balance = 1e12
console.log(`ready ${emulator.url}`)
