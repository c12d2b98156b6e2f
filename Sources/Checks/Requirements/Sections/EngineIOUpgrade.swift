extension Section {
    static let engineIOUpgrade = Section(
        number: 6, title: "Engine.IO: upgrade", subject: .engineIO,
        text: #"""
            EIO-UP-01 MUST server
            `2probe` on a WebSocket with the session's sid is answered `3probe`.
            Source: Engine.IO protocol 4, Upgrade

            EIO-UP-02 MUST server
            A GET held when the probe arrives is ended with `6`.
            Source: Engine.IO protocol 4, Upgrade

            EIO-UP-03 MUST server
            Every further GET that arrives before `5` is ended with `6` too (not only the first).
            Source: socketio/engine.io-client issue 18; googollee/go-engine.io issue 33;
                miguelgrinberg/python-engineio issue 160; Totodore/socketioxide PR 554

            EIO-UP-04 SHOULD server
            The noop comes soon (reference: within 100 ms) and does not make the client spin (reference: at most one
            per 100 ms).
            Source: engine.io, lib/socket.ts, _maybeUpgrade; socketio/engine.io-protocol issue 50

            EIO-UP-05 MUST server
            Packets queued before `5` arrive exactly once, on polling or on the WebSocket, in order.
            Source: Engine.IO protocol 4, Upgrade; engine.io, test/server.js, "during polling upgrade window"

            EIO-UP-06 MUST server
            After `5` no noop and no queued polling answer is written to the WebSocket.
            Source: Totodore/socketioxide PR 94

            EIO-UP-07 MUST server
            After `5` polling requests with the sid answer 400 and the session lives on.
            Source: engine.io, test/server.js; Engine.IO protocol, test-suite/test-suite.js

            EIO-UP-08 MUST server
            A second WebSocket with the sid after the upgrade is closed, the first lives on.
            Source: Engine.IO protocol 4, WebSocket; engine.io, test/server.js, "upgrading twice"

            EIO-UP-09 MUST server
            A second WebSocket with the sid during the upgrade is closed.
            Source: Engine.IO protocol 4, WebSocket

            EIO-UP-10 MUST server
            Another first packet than `2probe` (such as `2foo`, `4x`) ends the candidate, polling goes on.
            Source: engine.io, lib/socket.ts, _maybeUpgrade

            EIO-UP-11 SHOULD server
            A message between `3probe` and `5` on the candidate ends the candidate.
            Source: engine.io, lib/socket.ts, _maybeUpgrade

            EIO-UP-12 SHOULD server
            An upgrade that is not completed within upgradeTimeout is dropped, the session stays on polling.
            Source: engine.io, test/server.js, "upon upgrade timeout"

            EIO-UP-13 MUST server
            A candidate that is cut before `5` leaves the polling session intact, nothing lost.
            Source: Engine.IO protocol 4, Upgrade

            EIO-UP-14 MUST server
            Closing the session during an upgrade closes both transports.
            Source: engine.io, test/server.js, "GH-35", "close upgrading transport upon socket close"

            EIO-UP-15 MUST server
            A plain GET with transport=websocket and a sid (an upgrade that a proxy stripped) is refused and takes no
            packets from the queue.
            Source: miguelgrinberg/python-engineio issue 367

            EIO-UP-16 SHOULD server
            `5` without a probe is refused or treated as upgrade by one documented rule.
            Source: engine.io, lib/socket.ts, _maybeUpgrade

            EIO-UP-17 MUST client
            The client pauses polling after `3probe`, waits for the open GET to end, then sends `5`.
            Source: Engine.IO protocol 4, Upgrade; engine.io-client, lib/socket.ts, _probe

            EIO-UP-18 MUST client
            Nothing is written on polling after the pause and nothing on WebSocket before `5` except the probe.
            Source: Engine.IO protocol 4, Upgrade

            EIO-UP-19 MUST client
            Messages emitted during the upgrade are delivered once and in order.
            Source: engine.io-client, lib/socket.ts, flush

            EIO-UP-20 MUST client
            A probe answer other than `3probe`, an error or a close keeps the client on polling.
            Source: engine.io-client, lib/socket.ts, _probe

            EIO-UP-21 SHOULD client
            Only transports offered in `upgrades` and enabled in the client are probed.
            Source: engine.io-client, test/socket.js, "filterUpgrades"

            EIO-UP-22 SHOULD client
            close() during an upgrade waits for its end or failure, buffered packets are sent first.
            Source: engine.io-client, test/connection.js, "should defer close when upgrading"

            EIO-UP-23 MAY client
            The next connection may start with WebSocket after one success (rememberUpgrade).
            Source: engine.io-client, test/transport.js, "rememberUpgrade"

            EIO-UP-24 MAY client
            With tryAllTransports a failed first transport is followed by the next one.
            Source: engine.io-client, test/socket.js, "tryAllTransports"
            """#)
}
