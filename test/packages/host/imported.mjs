import * as emulator from '@sms-settings/emulator'
import * as sms from '@sms-settings/fastify'
import Fastify from 'fastify'
import { scenario } from './scenario.mjs'

await scenario({ Fastify, sms, emulator })
