import { accountNames } from './names.js'

console.log('accounts:', (await accountNames('ada')).join(', '))
console.log('refused:', await accountNames('nobody').catch((error: Error) => error.message))
