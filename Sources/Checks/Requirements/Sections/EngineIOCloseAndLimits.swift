extension Section {
    static let engineIOCloseAndLimits = Section(
        number: 7, title: "Engine.IO: close and limits", subject: .engineIO,
        text: #"""
            EIO-CL-01 MUST server
            `1` over polling: a held GET ends with `6`, later requests answer 400.
            Source: Engine.IO protocol 4, Protocol; Engine.IO protocol, test-suite/test-suite.js

            EIO-CL-02 SHOULD server
            `1` over WebSocket ends the session and the WebSocket.
            Source: Engine.IO protocol 4, Protocol; Engine.IO protocol, test-suite/test-suite.js

            EIO-CL-03 SHOULD server
            A close by the server on polling sends `1` in the held or the next GET (up to 30 s), after pending
            packets.
            Source: engine.io, lib/transports/polling.ts, doClose; engine.io, test/server.js, "graceful close"

            EIO-CL-04 SHOULD server
            A close by the server on WebSocket uses a WebSocket Close frame after all queued packets.
            Source: engine.io 6.3.0, changelog, "wait for all packets to be sent"

            EIO-CL-05 SHOULD server
            Shutdown of the server ends all sessions, in-flight requests are answered or aborted, timers stop.
            Source: engine.io, test/server.js, "graceful close"; socket.io, test/close.ts

            EIO-CL-06 MUST client
            `1` from the server ends the client's session, no further GET is sent.
            Source: engine.io-client, lib/transports/polling.ts, onData

            EIO-CL-07 SHOULD client
            A client close on polling sends `1`, on WebSocket a Close frame.
            Source: engine.io-client, lib/transports/polling.ts and websocket.ts, doClose

            EIO-CL-08 MUST client
            Nothing is sent after close().
            Source: engine.io-client, test/connection.js, "should not send packets if socket closes"

            EIO-LM-01 MUST server
            A POST body above maxPayload is refused (413 or a cut connection) and not delivered.
            Source: engine.io, test/server.js, "longer than maxHttpBufferSize when polling"

            EIO-LM-02 MUST server
            The limit holds for chunked bodies without Content-Length too, and is applied while reading, not after.
            Source: engine.io, lib/transports/polling.ts, onDataRequest

            EIO-LM-03 MUST server
            A body of exactly maxPayload bytes is accepted; bytes count, not characters.
            Source: engine.io, test/server.js, "shorter than maxHttpBufferSize"

            EIO-LM-04 MUST server
            A WebSocket message above maxPayload closes with 1009, also when it comes in fragments.
            Source: engine.io, test/server.js, "(websocket)"; RFC 6455, section 7.4.1

            EIO-LM-05 MUST server
            With permessage-deflate the limit is applied to the inflated size.
            Source: RFC 6455, section 10.4; RFC 7692, section 7.2.2; ws, option maxPayload

            EIO-LM-06 SHOULD server
            A payload with many small packets (100, 1000) is accepted as long as the bytes fit.
            Source: miguelgrinberg/python-engineio issue 142

            EIO-LM-07 SHOULD server
            A client that never reads does not make the server keep unlimited data.
            Source: robustness
            """#)
}
