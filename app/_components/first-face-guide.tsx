/** How to enrol and verify a first face over HTTP: for the page before there is an owner, and for the portal. */
import { firstFace, makeClient } from '@/app/_lib/first-face'
import { Card } from './card'
import { Commands } from './commands'

export function FirstFaceGuide({ publicUrl }: { publicUrl: string }) {
  return (
    <>
      <Card title="Enrol a first face">
        <p>In the folder of the checkout, make a client; its secret is printed once, here into a file.</p>
        <Commands label="Make a client">{makeClient}</Commands>
        <p>Then create a user, enrol one picture, verify another and somebody else’s, and ask who a picture shows.</p>
        <Commands label="Enrol and verify a face">{firstFace(publicUrl)}</Commands>
        <p className="text-small text-ink-soft">
          The pictures are samples that the preparation cut out of larger ones in two dependencies: two of one man, one
          of a woman. Delete <code className="font-mono">client.json</code> when you have tried everything.
        </p>
      </Card>
      <Card title="Read on">
        <ul className="list-disc space-y-1 pl-5">
          <li>README.md in the checkout: configuration, keys, backups, the whole API.</li>
          <li>
            <code className="font-mono">npx limen doctor</code>: what is configured, what is missing, how to mend it.
          </li>
          <li>
            <code className="font-mono">/api/health</code>: the state of this bureau, for load balancers.
          </li>
        </ul>
      </Card>
    </>
  )
}
