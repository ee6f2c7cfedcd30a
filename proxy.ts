/**
 * The content security policy of pages: a fresh nonce per request. It leaves the addresses of programs out, because Next hands on only the
 * first 10 MB of a body on every path that a proxy covers.
 */
import { NextResponse, type NextRequest } from 'next/server'

/** Of the style sheet that sonner adds to a page by itself, empty at first, without a way to give it a nonce: proxy.test.ts. */
export const sonnerStyles = [
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=',
]

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID())
  const development = process.env.NODE_ENV === 'development'
  // A terminal compares faces by the search kernel on its page, where nothing has to wait; other pages run no WebAssembly of their own.
  const isTerminal = request.nextUrl.pathname === '/terminal'
  const evaluated = `${isTerminal ? ` 'wasm-unsafe-eval'` : ''}${development ? ` 'unsafe-eval'` : ''}`
  const policy = [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluated}`,
    `style-src 'self' ${development ? `'unsafe-inline'` : `'nonce-${nonce}' ${sonnerStyles.map((hash) => `'${hash}'`).join(' ')}`}`,
    `img-src 'self' blob: data:`,
    `font-src 'self'`,
    // A recording is played from the page's own memory.
    `media-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ')

  // Next reads the nonce for its own scripts from the request's copy of the header.
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // For whoever has to sign in first, to come back afterwards.
  headers.set('x-limen-path', request.nextUrl.pathname + request.nextUrl.search)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = {
  matcher: [
    '/((?!api/|auth/realms/|biometrics/|edge/|engine/|(?:t/[^/]+/)?(?:v1|\\.well-known/jwks\\.json)(?:/|$)|_next/|icon.svg).*)',
  ],
}
