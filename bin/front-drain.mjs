/** Which connections of a server still have something to finish, so that a stop waits for those and for no others. */

/** The port tells the connections of one address apart; behind TLS it is what joins a request to its connection. */
const nameOf = ({ remoteAddress, remotePort }) => `${remoteAddress} ${remotePort}`

/**
 * Follows a server from its start on.
 * @param {import('node:http').Server | import('node:https').Server} server
 * @returns {() => void} closes every connection that has no request in work and from which nothing came since the last call
 */
export function followConnections(server) {
  /** Name -> its socket and what it had received at the last look. */
  const connections = new Map()
  /** Requests without an answer -> the name of their connection. */
  const open = new Map()

  server.on('connection', (socket) => {
    const name = nameOf(socket)
    connections.set(name, { socket, received: 0 })
    socket.once('close', () => {
      connections.delete(name)
      for (const [request, of] of open) if (of === name) open.delete(request)
    })
  })
  const follow = (request, response) => {
    open.set(request, nameOf(request.socket))
    response.once('close', () => open.delete(request))
  }
  server.on('request', follow).on('checkContinue', follow)

  return function closeSilent() {
    const working = new Set([...open].filter(([request]) => isInWork(request)).map(([, name]) => name))
    for (const [name, connection] of connections) {
      const { socket, received } = connection
      connection.received = socket.bytesRead
      if (!working.has(name) && socket.bytesRead === received) socket.destroy()
    }
  }
}

/** Its body is there, or as much of it as its reader has taken yet. */
const isInWork = (request) => request.complete || request.readableLength >= request.readableHighWaterMark
