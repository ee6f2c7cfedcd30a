/** The same user as programs see them. */
import { Commands } from '@/app/_components/commands'
import type { FaceTemplate } from '@/domain/faces/look'
import type { User } from '@/domain/users'
import { encodeId } from '@/graphql/ids'

export function ForPrograms({ user, templates, url }: { user: User; templates: FaceTemplate[]; url: string }) {
  const query = `query User($id: ID!) { node(id: $id) { ... on User { userId uuid externalId createdAt faceEnrolled } } }`
  const variables = { id: encodeId('User', user.id) }
  const headers = `-H "x-biometrid-key: $KEY" -H "x-biometrid-secret: $SECRET"`
  return (
    <>
      <p className="text-ink-soft">With the key and secret of a client that may read.</p>
      <Commands label="GraphQL with curl">
        {`curl ${url}/api/graphql ${headers} -H "content-type: application/json" -d '${JSON.stringify({ query, variables })}'`}
      </Commands>
      <Commands label="Legacy REST with curl">{`curl ${url}/api/1.1/users/${user.id}/enroll/status ${headers}`}</Commands>
      <details>
        <summary className="cursor-pointer font-medium">As JSON</summary>
        <div className="mt-3">
          <Commands label="The user as JSON">{JSON.stringify({ ...user, templates }, null, 2)}</Commands>
        </div>
      </details>
    </>
  )
}
