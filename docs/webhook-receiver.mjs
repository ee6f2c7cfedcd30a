/** A receiver of webhooks to begin with: verifies each message and prints what it says. `SECRET=whsec_… node docs/webhook-receiver.mjs PORT` */
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.SECRET)

createServer(async (request, response) => {
  try {
    const { type, data } = webhook.verify(await text(request), request.headers)
    console.log(`webhook, signature verified: ${type}, ${data.acs_id ?? 'nobody known'}`)
    response.writeHead(204).end()
  } catch (error) {
    console.error(`webhook refused: ${error.message}`)
    response.writeHead(400).end()
  }
}).listen(Number(process.argv[2]), '127.0.0.1')
