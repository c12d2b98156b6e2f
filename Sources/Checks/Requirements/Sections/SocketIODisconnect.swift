extension Section {
    static let socketIODisconnect = Section(
        number: 13, title: "Socket.IO: disconnect, reconnect, volatile, rooms", subject: .socketIO,
        text: #"""
            SIO-DC-01 MUST server
            `1` or `1/custom,` leaves that namespace only; no answer is sent.
            Source: Socket.IO protocol 5, Disconnection from a namespace

            SIO-DC-02 MUST server
            After it no event of that namespace is delivered or sent.
            Source: socket.io, test/socket.ts, "ignore a packet received after disconnection"

            SIO-DC-03 MAY server
            The connection stays open for other namespaces, also when none is left.
            Source: Socket.IO protocol 5, Disconnection from a namespace

            SIO-DC-04 MUST server
            A namespace can be joined again after it was left; a new sid is given.
            Source: Socket.IO protocol 5, Connection to a namespace

            SIO-DC-05 SHOULD server
            A server-side disconnect sends `1` (or `1/ns,`), with close it ends all namespaces and the transport.
            Source: socket.io, test/socket.ts, "disconnect(true)"

            SIO-DC-06 MUST server
            An aborted transport disconnects every namespace once, with a reason.
            Source: socket.io, test/namespaces.ts, "upon transport disconnection"

            SIO-DC-07 MUST client
            `1` from the server: reason "io server disconnect", no automatic reconnect.
            Source: socket.io-client, lib/socket.ts, ondisconnect

            SIO-DC-08 MUST client
            disconnect() sends `1`, and closes the transport when it was the last active namespace.
            Source: socket.io-client, test/connection.ts; socket.io-client, lib/socket.ts, disconnect

            SIO-RC-01 SHOULD client
            After a lost transport the client reconnects with growing, jittered delay, up to the configured attempts,
            and joins all namespaces again.
            Source: socket.io-client, test/connection.ts, "reconnect delay should increase"

            SIO-RC-02 SHOULD client
            A forced close stops reconnecting; a manual connect starts it again; never two attempts at once.
            Source: socket.io-client, test/connection.ts, "stop reconnecting when force closed"

            SIO-RC-03 SHOULD client
            A connect attempt that takes longer than the timeout fails with an error.
            Source: socket.io-client, test/socket.ts, "open timeout"

            SIO-RC-04 SHOULD client
            A parse error closes the connection with reason "parse error" and reconnects.
            Source: socket.io-client, test/connection.ts, "close the engine upon decoding exception"

            SIO-RC-05 SHOULD client
            An exception in an application handler does not end the connection.
            Source: socket.io-client, lib/manager.ts, ondecoded

            SIO-VO-01 MAY both
            A volatile event is dropped when the transport is not writable, and is never buffered before CONNECT.
            Source: socket.io, test/socket.ts, "volatile"; socket.io-client, test/socket.ts

            SIO-VO-02 MUST both
            A volatile binary event is sent with all attachments or not at all.
            Source: socket.io, test/socket.ts, "volatile event with binary"

            SIO-RM-01 MAY server
            Rooms: an event to several rooms reaches a member once; exclusions hold; leaving ends delivery; disconnect
            leaves all.
            Source: socket.io, test/messaging-many.ts

            SIO-RM-02 MAY server
            No room can be joined after disconnect.
            Source: socket.io, test/socket.ts, "should not join rooms after disconnection"
            """#)
}
