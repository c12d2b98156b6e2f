extension Section {
    static let engineIOFields = Section(
        number: 8, title: "Engine.IO: headers, CORS, cookies, old clients", subject: .engineIO,
        text: #"""
            EIO-HD-01 SHOULD server
            CORS off by default: no Access-Control headers.
            Source: socket.io 3.0, changelog, "do not allow all origins by default"

            EIO-HD-02 SHOULD server
            With CORS on, GET and POST answers and error answers carry Access-Control-Allow-Origin.
            Source: engine.io, test/server.js, "cors"; socket.io, test/handshake.ts

            EIO-HD-03 SHOULD server
            Preflight OPTIONS: 204 or 200 with allowed methods and the requested headers.
            Source: engine.io, test/server.js, "preflight request"

            EIO-HD-04 MUST server
            With credentials the origin is echoed (never `*`) and `Vary: Origin` is set.
            Source: Fetch Standard, CORS protocol and credentials

            EIO-HD-05 SHOULD server
            A disallowed origin gets no allow header (polling) and is refused on WebSocket when origin checks are on.
            Source: engine.io, test/server.js, "bad origin"; miguelgrinberg/python-engineio issue 128

            EIO-HD-06 MAY server
            Cookie: one Set-Cookie in the first answer only, default name io, Path=/, HttpOnly, SameSite=Lax; name,
            path and flags configurable.
            Source: engine.io, test/server.js, "should send the io cookie" and 7 more

            EIO-HD-07 MAY server
            No cookie by default.
            Source: engine.io, test/server.js, "should not send the io cookie"

            EIO-HD-08 MAY server
            The first answer and all answers can get extra headers, on 101 too.
            Source: engine.io, test/server.js, "initial_headers", "headers"

            EIO-HD-09 SHOULD client
            Extra headers of the client are on polling and WebSocket requests.
            Source: engine.io, test/server.js, "extraHeaders"; engine.io-client, test/transport.js

            EIO-HD-10 SHOULD client
            With credentials the client stores Set-Cookie and sends Cookie back; without it does not.
            Source: engine.io-client, test/node.js, "withCredentials"

            EIO-HD-11 SHOULD client
            URL building: IPv6 in brackets, no default port, explicit port kept, query encoded.
            Source: engine.io-client, test/transport.js, "transport uris"; socket.io-client, test/url.ts

            EIO-V3-01 SHOULD server
            A client without EIO is treated as revision 3 (refused unless v3 support is on).
            Source: engine.io, lib/server.ts, handshake; socketio/engine.io PR 616

            EIO-V3-02 MAY server
            With v3 support: client pings, server pongs; payload is length-prefixed (`<chars>:<packet>`); binary
            polling uses octet-stream or `b64=1`.
            Source: Engine.IO protocol 3; socket.io, test/v2-compatibility.ts

            EIO-V3-03 MAY server
            With v3 support the default namespace is joined without a CONNECT packet.
            Source: Socket.IO protocol 5, Difference between v5 and v4
            """#)
}
