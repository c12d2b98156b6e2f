extension Section {
    static let socketIOAcknowledgements = Section(
        number: 11, title: "Socket.IO: acknowledgements", subject: .socketIO,
        text: #"""
            SIO-AK-01 MUST both
            An EVENT with id is answered by one ACK with the same id and namespace.
            Source: Socket.IO protocol 5, Acknowledgement

            SIO-AK-02 MUST both
            Id 0 is an id.
            Source: socket.io-client, lib/socket.ts, ids; miguelgrinberg/python-socketio issue 1329

            SIO-AK-03 MUST both
            Ids of several digits, above 2^31 and up to 2^53-1 are kept exactly.
            Source: Socket.IO protocol 5, Acknowledgement; shadiiiioa/shadiaosocketio issue 4

            SIO-AK-04 MUST both
            An ACK without arguments is `3<id>[]`.
            Source: Socket.IO protocol 5, Acknowledgement

            SIO-AK-05 MUST both
            Several arguments keep their order.
            Source: Socket.IO protocol, test-suite/test-suite.js

            SIO-AK-06 MUST both
            An ACK with binary is type 6, one without is type 3, also when the EVENT was binary.
            Source: Socket.IO protocol 5, Acknowledgement

            SIO-AK-07 MUST both
            A second call of the acknowledgement sends nothing.
            Source: socket.io, lib/socket.ts, ack

            SIO-AK-08 MUST both
            An ACK for an unknown or already used id is ignored.
            Source: socket.io, lib/socket.ts, onack

            SIO-AK-09 MUST both
            Ids are counted per namespace; equal ids in two namespaces are not mixed up.
            Source: Socket.IO protocol 5, Acknowledgement

            SIO-AK-10 MUST both
            ACKs may come in another order than the EVENTs.
            Source: Socket.IO protocol 5, Acknowledgement

            SIO-AK-11 SHOULD both
            A timeout gives an error to the caller, a late ACK is ignored, a packet still buffered is taken out.
            Source: socket.io, test/socket-timeout.ts; socket.io-client, test/socket.ts, "timeout"

            SIO-AK-12 SHOULD client
            On disconnect pending acknowledgements with timeout get an error, those without are dropped, unsent ones
            kept.
            Source: socket.io-client, test/socket.ts, "acknowledgement upon disconnection"

            SIO-AK-13 MAY client
            Retry mode: one packet at a time, resent after a missing ACK, order kept, given up after n tries.
            Source: socket.io-client, test/retry.ts

            SIO-AK-14 MAY server
            Broadcast with acknowledgements collects one answer per client and reports those missing.
            Source: socket.io, test/messaging-many.ts, "multiple acknowledgements"
            """#)
}
