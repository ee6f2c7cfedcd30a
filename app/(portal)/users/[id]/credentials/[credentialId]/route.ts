/** A credential as a file, without the picture: that is its holder's. Each download is in the audit trail. */
import { adminContext } from '@/app/_lib/auth'
import { AppError } from '@/domain/errors'
import { readCredential } from '@/domain/wallet/credentials'

export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string; credentialId: string }> },
): Promise<Response> {
  const { credentialId } = await params
  try {
    // Another site cannot read it, but the audit trail would say that somebody here did.
    if (request.headers.get('sec-fetch-site') === 'cross-site')
      throw new AppError('forbidden', 'Credentials are downloaded from our own pages only.')
    const context = await adminContext()
    if (!context) throw new AppError('unauthenticated', 'You were signed out. Please sign in again.')
    const document = await readCredential(context, { credentialId })
    const name = document.id.replace('urn:uuid:', '')
    return new Response(JSON.stringify(document, null, 2), {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="credential-${name}.json"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return new Response(error.message, { status: error.status, headers: { 'cache-control': 'no-store' } })
  }
}
