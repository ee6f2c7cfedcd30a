/** next-auth's own routes: CSRF token, sign-in, sign-out. */
import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { authOptions } from '@/app/_lib/auth'

async function handle(request: NextRequest, route: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  // Pages ask the server for their admin; nothing of a session is for scripts to read.
  if ((await route.params).nextauth[0] === 'session') return Response.json({}, { status: 404 })
  return NextAuth(request, route, await authOptions())
}

export { handle as GET, handle as POST }
