import {
  checkAccount,
  createAccount,
  deleteAccount,
  getAccount,
  listAccounts,
  pauseAccount,
  replaceCredentials,
  resumeAccount,
  updateAccount,
} from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { AccountsService } from './service.ts'

export const accountRoutes = (route: Route, accounts: AccountsService): void => {
  route(listAccounts, ({ tenantId }, { query }) => accounts.list(tenantId, query))
  route(createAccount, (caller, { body, query }) => accounts.create(caller, body, query))
  route(getAccount, ({ tenantId }, { params }) => accounts.get(tenantId, params.accountId))
  route(updateAccount, (caller, { params, body }) => accounts.update(caller, params.accountId, body))
  route(replaceCredentials, (caller, { params, body, query }) =>
    accounts.replaceCredentials(caller, params.accountId, body, query),
  )
  route(checkAccount, (caller, { params }) => accounts.check(caller, params.accountId))
  route(pauseAccount, (caller, { params }) => accounts.pause(caller, params.accountId))
  route(resumeAccount, (caller, { params }) => accounts.resume(caller, params.accountId))
  route(deleteAccount, (caller, { params }) => accounts.delete(caller, params.accountId))
}
