/** The operator's key: the first account, with every right. It opens nothing but an emulator. */
export const DEMO = {
  accessKeyId: 'LTAI5tEmulatorDemo00001',
  accessKeySecret: 'EmulatorDemoSecret000000000001',
} as const

/** The key of another account of the platform, with signatures and templates of its own. */
export const SECOND = {
  accessKeyId: 'LTAI5tEmulatorDemo00002',
  accessKeySecret: 'EmulatorDemoSecret000000000002',
} as const

/** A key of the first account that may only read settings: neither send nor query what was sent. */
export const LIMITED = {
  accessKeyId: 'LTAI5tEmulatorDemo00003',
  accessKeySecret: 'EmulatorDemoSecret000000000003',
} as const
