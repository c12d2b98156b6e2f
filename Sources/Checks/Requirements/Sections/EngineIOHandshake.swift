extension Section {
    static let engineIOHandshake = Section(
        number: 1, title: "Engine.IO: handshake and request checks", subject: .engineIO,
        text: #"""
            EIO-HS-01 MUST server
            GET with EIO=4 and transport=polling and no sid answers 200 with one `0` packet holding a JSON object.
            Source: Engine.IO protocol 4, Handshake

            EIO-HS-02 MUST server
            The object has sid (string), upgrades (array of strings), pingInterval, pingTimeout, maxPayload (numbers)
            and no other required key.
            Source: Engine.IO protocol 4, Handshake

            EIO-HS-03 MUST server
            pingInterval and pingTimeout are milliseconds and equal to what the server really uses, also below one
            second.
            Source: Engine.IO protocol 4, Handshake

            EIO-HS-04 MUST server
            On polling `upgrades` lists websocket when upgrades are on, is empty when they are off or when websocket
            is disabled.
            Source: Engine.IO protocol 4, Handshake; engine.io, test/server.js, "should only suggest available
                upgrades"

            EIO-HS-05 MUST server
            On a WebSocket handshake `upgrades` is empty.
            Source: engine.io, test/server.js, "should not suggest any upgrades for websocket"

            EIO-HS-06 MUST server
            On WebSocket the open packet is the first frame sent after the 101.
            Source: Engine.IO protocol 4, Handshake

            EIO-HS-07 SHOULD server
            Session ids are unguessable (128 bits or more of randomness), never repeated, URL-safe.
            Source: engine.io, lib/contrib/base64id.ts

            EIO-HS-08 MAY server
            An initial message packet may follow the open packet in the same polling payload.
            Source: engine.io, test/server.js, "should send a packet along with the handshake"

            EIO-HS-09 MUST server
            Missing EIO answers 400 (code 5).
            Source: Engine.IO protocol 4, Query parameters; engine.io, test/server.js, "unsupported protocol versions"

            EIO-HS-10 MUST server
            EIO with any value other than a supported revision answers 400 (code 5), EIO=3 too unless v3 support is
            on.
            Source: engine.io, test/server.js; socket.io, test/v2-compatibility.ts

            EIO-HS-11 MUST server
            A repeated EIO parameter is decided by one rule and never opens two sessions (the reference takes the last
            value).
            Source: engine.io, lib/server.ts, prepare

            EIO-HS-12 MUST server
            Missing transport answers 400 (code 0).
            Source: Engine.IO protocol 4, Query parameters

            EIO-HS-13 MUST server
            Unknown transport answers 400 (code 0), names of object internals (`constructor`, `__proto__`) included.
            Source: engine.io, test/server.js, "should disallow `constructor` as transports", "`__proto__`"

            EIO-HS-14 MUST server
            transport=websocket without an Upgrade request answers 400 (code 3).
            Source: engine.io, test/server.js; engine.io, lib/server.ts, verify

            EIO-HS-15 MUST server
            A handshake with a method other than GET answers 400 (code 2): POST, PUT, DELETE, HEAD.
            Source: engine.io, test/server.js, "should disallow invalid handshake method"

            EIO-HS-16 MUST server
            WebSocket request without or with a wrong EIO does not become a session: refused with 400 or closed at
            once, no open packet.
            Source: Engine.IO protocol 4, WebSocket

            EIO-HS-17 MUST server
            WebSocket request without or with a wrong transport is refused or closed, no open packet.
            Source: Engine.IO protocol 4, WebSocket

            EIO-HS-18 SHOULD server
            A refused WebSocket handshake is a plain HTTP response before the 101, never HTTP text inside an open
            WebSocket stream.
            Source: RFC 6455, section 4.2.2; engine.io, lib/server.ts, abortUpgrade

            EIO-HS-19 SHOULD server
            An empty `sid=` counts as no sid.
            Source: engine.io, lib/server.ts, verify

            EIO-HS-20 SHOULD server
            Unknown query parameters (t, b64, custom ones) are ignored by the protocol and visible to the application.
            Source: engine.io, test/server.js, "arbitrary data through query string"

            EIO-HS-21 SHOULD server
            Path default `/engine.io/` (Socket.IO: `/socket.io/`); configurable; requests without the trailing slash
            work only if so configured.
            Source: Engine.IO protocol 4, Request path; engine.io, test/server.js, "requests without trailing slash"

            EIO-HS-22 SHOULD server
            A path that only starts like the configured one is not taken for it.
            Source: engine.io, lib/server.ts, attach

            EIO-HS-23 SHOULD server
            An upgrade request for a path nobody handles is closed after a delay, other handlers are left alone.
            Source: engine.io, test/engine.io.js, "destroy upgrades not handled"

            EIO-HS-24 MAY server
            A request can be rejected by the application: 403 with code 4 and the given message.
            Source: engine.io, test/server.js, "rejected by `allowRequest`"; socket.io, test/handshake.ts

            EIO-HS-25 MUST server
            An Origin header with control characters is refused (400, code 3) and not echoed.
            Source: engine.io, test/server.js, "should disallow invalid origin header"

            EIO-HS-26 MAY server
            The id generator can fail: 400 code 3 on polling, close on WebSocket, no half-open session.
            Source: engine.io, test/server.js, "rejected by `generateId`"

            EIO-HS-27 MUST server
            Two handshakes over one keep-alive connection give two sessions.
            Source: Engine.IO protocol 4, Handshake; RFC 9112, section 9.3
            """#)
}
