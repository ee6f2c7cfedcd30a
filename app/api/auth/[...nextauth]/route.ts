/** next-auth's own routes: CSRF token, sign-in, sign-out. */
import NextAuth from 'next-auth'
import { NextResponse, type NextRequest } from 'next/server'
import { authOptions } from '@/app/_lib/auth'

/** What the pages ask for. The library's other addresses (its own pages, providers elsewhere, the session for scripts) lead nowhere. */
const asked = new Set([
  'GET csrf',
  'GET providers',
  'POST callback/credentials',
  'POST callback/passkey',
  'POST signout',
])

async function handle(request: NextRequest, route: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const path = (await route.params).nextauth.join('/')
  if (!asked.has(`${request.method} ${path}`)) return Response.json({}, { status: 404 })
  if (request.method === 'POST' && !formType.test(request.headers.get('content-type') ?? ''))
    return Response.json({}, { status: 415 })
  // Where to go afterwards, by address or by cookie: one that is no address the library takes for a fault of ours.
  const kept = request.cookies.getAll().filter(({ name }) => /^(__Secure-)?next-auth\.callback-url$/.test(name))
  const addresses = [...kept.map(({ value }) => value), ...request.nextUrl.searchParams.getAll('callbackUrl')]
  if (!addresses.every(isAddress)) {
    const refused = NextResponse.json({}, { status: 400 })
    for (const { name } of kept) refused.cookies.delete({ name, secure: name.startsWith('__Secure-') })
    return refused
  }
  return NextAuth(request, route, await authOptions())
}

/** The one that the pages send; JSON that is none would be a fault of ours too. */
const formType = /^application\/x-www-form-urlencoded(; *charset=[\w-]+)?$/i
const isAddress = (text: string) =>
  text.startsWith('/') ? URL.canParse(text, 'http://localhost') : URL.canParse(text) && /^https?:/i.test(text)

export { handle as GET, handle as POST }
