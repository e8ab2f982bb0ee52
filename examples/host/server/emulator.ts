import { DEMO, type Emulator, SECOND, startEmulator } from '@sms-settings/emulator'
import type { GeneralOptions } from '@sms-settings/fastify'

const FIRST = 4000
const LAST = 4049

const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EADDRINUSE'

/**
 * Alibaba Cloud SMS, emulated beside the host.
 * @param port where it must listen; without it the first free port from 4000
 */
export const startDemoEmulator = async (port?: number): Promise<Emulator> => {
  for (let candidate = port ?? FIRST; ; candidate++) {
    try {
      return await startEmulator({ port: candidate, host: '127.0.0.1' })
    } catch (error) {
      if (!isTaken(error)) throw error
      if (port !== undefined)
        throw new Error(`Port ${port} is in use. Choose another for the emulator: EMULATOR_PORT=…`)
      if (candidate === LAST) throw new Error(`No port from ${FIRST} to ${LAST} is free. Set EMULATOR_PORT`)
    }
  }
}

/** Keys of the emulator's customers, to add as SMS accounts. */
export const demoAccessKeys = [DEMO, SECOND]

/** The operator's own account at the emulator, and what stands behind the general entries there. */
export const demoGeneral: GeneralOptions = {
  ...DEMO,
  signatureName: 'Quectel',
  templates: Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [`C${number}`, `SMS_10000000${number}`])),
}
