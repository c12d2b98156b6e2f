extension Section {
    static let engineIOErrors = Section(
        number: 2, title: "Engine.IO: error answers", subject: .engineIO,
        text: #"""
            EIO-ER-01 SHOULD server
            Error bodies are JSON `{"code":n,"message":"..."}` with Content-Type application/json.
            Source: engine.io, lib/server.ts, abortRequest; engine.io, test/server.js, "verification"

            EIO-ER-02 SHOULD server
            Code 0, "Transport unknown".
            Source: engine.io, lib/server.ts, Server.errors

            EIO-ER-03 SHOULD server
            Code 1, "Session ID unknown".
            Source: engine.io, lib/server.ts, Server.errors; engine.io, test/server.js

            EIO-ER-04 SHOULD server
            Code 2, "Bad handshake method".
            Source: engine.io, lib/server.ts, Server.errors; engine.io, test/server.js

            EIO-ER-05 SHOULD server
            Code 3, "Bad request" (transport mismatch, bad origin, middleware failure).
            Source: engine.io, lib/server.ts, Server.errors; engine.io, test/middlewares.js, "should fail on errors"

            EIO-ER-06 SHOULD server
            Code 4, "Forbidden", with status 403.
            Source: engine.io, lib/server.ts, Server.errors; engine.io, test/server.js

            EIO-ER-07 SHOULD server
            Code 5, "Unsupported protocol version".
            Source: engine.io, lib/server.ts, Server.errors; engine.io, test/server.js

            EIO-ER-08 MUST server
            GET with an unknown sid answers 400.
            Source: Engine.IO protocol 4, Receiving data

            EIO-ER-09 MUST server
            POST with an unknown sid answers 400.
            Source: Engine.IO protocol 4, Sending data

            EIO-ER-10 MUST server
            WebSocket with an unknown sid is refused and never gets a new session.
            Source: Engine.IO protocol 4, WebSocket; engine.io, test/server.js, "non-existent sids"

            EIO-ER-11 MUST server
            A sid equal to an object-internal name (`__proto__`, `constructor`) is unknown.
            Source: engine.io, test/server.js, "messing with Object prototype"

            EIO-ER-12 MUST server
            Polling GET or POST with the sid of a websocket-only session answers 400 and leaves that session alive.
            Source: engine.io, test/server.js; engine.io, lib/server.ts, TRANSPORT_MISMATCH

            EIO-ER-13 SHOULD server
            Any method other than GET, POST and OPTIONS with a valid sid is refused with a 4xx or 5xx and the session
            lives on.
            Source: engine.io, lib/transports/polling.ts, onRequest

            EIO-ER-14 MUST server
            No request, however malformed, ends the process or another session (bad query escape, RSV bits in the
            first frame, reset during upgrade).
            Source: CVE-2022-21676, CVE-2022-41940, CVE-2023-31125; engine.io, test/server.js, "should not throw when
                the client sends invalid data"

            EIO-ER-15 SHOULD client
            The client reports status and body of a failed handshake to the application (code 1 and the others).
            Source: engine.io-client, test/socket.js, "provides details when the session ID is unknown"
            """#)
}
