/** next-auth's own routes: CSRF token, sign-in, sign-out. */
import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { authOptions } from '@/app/_lib/auth'

async function handle(request: NextRequest, route: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  return NextAuth(request, route, await authOptions())
}

export { handle as GET, handle as POST }
