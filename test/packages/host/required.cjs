const Fastify = require('fastify')
const emulator = require('@sms-settings/emulator')
const sms = require('@sms-settings/fastify')
const { scenario } = require('./scenario.mjs')

scenario({ Fastify, sms, emulator })
