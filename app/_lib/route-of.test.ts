import { expect, test } from 'vitest'
import { routeOf } from './route-of'

test('A route is told without what callers chose', () => {
  const told = (path: string, ...held: unknown[]) =>
    routeOf(new Request(`https://limen.example${path}`, { method: 'POST' }), ...held)
  expect(told('/api/1.1/document/validate?processId=anna')).toBe('POST /api/1.1/document/validate')
  expect(told('/api/1.0/document/validate-base64')).toBe('POST /api/1.0/document/validate-base64')
  expect(told('/api/portal/users/abcdef01-2345-7abc-8def-abcdefabcdef/verify')).toBe(
    'POST /api/portal/users/:id/verify',
  )
  expect(told('/api/1.0/users/0123456789abcdef01234567/face')).toBe('POST /api/1.0/users/:id/face')
  expect(told('/api/1.0/users/anna/face', 'anna', undefined)).toBe('POST /api/1.0/users/:id/face')
  expect(told('/api/1.0/users/anna%40example.org/face', 'anna@example.org')).toBe('POST /api/1.0/users/:id/face')
  expect(told('/t/acme/v1/credentials', 'acme')).toBe('POST /t/:id/v1/credentials')
})
