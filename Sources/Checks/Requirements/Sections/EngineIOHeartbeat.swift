extension Section {
    static let engineIOHeartbeat = Section(
        number: 5, title: "Engine.IO: heartbeat", subject: .engineIO,
        text: #"""
            EIO-HB-01 MUST server
            The server sends `2` every pingInterval on polling.
            Source: Engine.IO protocol 4, Heartbeat

            EIO-HB-02 MUST server
            The server sends `2` every pingInterval on WebSocket.
            Source: Engine.IO protocol 4, Heartbeat

            EIO-HB-03 MUST server
            Heartbeat goes on after an upgrade, without a gap above pingInterval.
            Source: engine.io 3.6.0, changelog, "do not reset the ping timer after upgrade"

            EIO-HB-04 SHOULD server
            A session without a pong within pingTimeout is closed, not before, and within a small tolerance after.
            Source: Engine.IO protocol 4, Heartbeat; engine.io, test/server.js

            EIO-HB-05 SHOULD server
            The same on polling with no GET open: the session ends, the next GET answers 400.
            Source: engine.io, test/server.js, "GH-198"

            EIO-HB-06 SHOULD server
            The next ping is counted from the pong (reference), other traffic does not postpone it.
            Source: engine.io 6.6.0, changelog, "do not reset the heartbeat timer on each packet"

            EIO-HB-07 MUST server
            A ping from a revision 4 client ends the session (wrong direction).
            Source: engine.io, lib/socket.ts, onPacket, "invalid heartbeat direction"

            EIO-HB-08 SHOULD server
            A pong that was not asked for is harmless.
            Source: engine.io, lib/socket.ts, onPacket

            EIO-HB-09 MUST client
            Every `2` is answered with `3` promptly, also while a large message is sent.
            Source: Engine.IO protocol 4, Heartbeat

            EIO-HB-10 SHOULD client
            No ping within pingInterval + pingTimeout: the client treats the connection as lost ("ping timeout"), not
            earlier.
            Source: Engine.IO protocol 4, Heartbeat; engine.io, test/server.js, "should not trigger early with
                connection `ping timeout`"

            EIO-HB-11 MUST client
            The values of the handshake are used, not defaults; pingTimeout above or below pingInterval both work.
            Source: Engine.IO protocol 4, Handshake; miguelgrinberg/python-socketio issue 233

            EIO-HB-12 SHOULD client
            After suspension of the process an expired timer is noticed before the next write.
            Source: engine.io-client, test/socket.js, "throttled timer"; socket.io-client, test/socket.ts

            EIO-HB-13 SHOULD client
            Any message counts as life sign only through the ping schedule, a server that sends data but no ping is
            still timed out.
            Source: engine.io-client, lib/socket.ts, _resetPingTimeout
            """#)
}
