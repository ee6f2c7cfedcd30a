/** The running server against GraphQL over HTTP, by the suite of the specification's working group (`graphql-http`). */
import { auditServer, type AuditFail } from 'graphql-http'
import { expect, test } from './fixtures'

test('the audit of GraphQL over HTTP: no errors, no warnings, and no notice but those of the guard against forged requests', async ({
  bureau,
}) => {
  const { key, secret } = JSON.parse(
    await bureau.limen('client', 'create', '--tenant', 'main', '--name', 'Audit', '--json'),
  )
  const authorization = `Basic ${btoa(`${key}:${secret}`)}`
  const audits = await auditServer({
    url: `${bureau.url}/api/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), authorization } }),
  })
  const failed = (status: AuditFail['status']) =>
    audits.filter((one) => one.status === status).map((one) => `${one.name}: ${(one as AuditFail).reason}`)
  expect(audits.length).toBeGreaterThan(50)
  expect(failed('error')).toEqual([])
  expect(failed('warn')).toEqual([])
  // A GET that a link could make, and a POST without a type that no form can send, are refused.
  const notices = failed('notice')
  expect(notices.length, notices.join('\n')).toBeLessThanOrEqual(3)
  for (const notice of notices) expect(notice).toMatch(/GET|content-type/i)
})
