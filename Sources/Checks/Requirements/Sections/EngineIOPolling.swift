extension Section {
    static let engineIOPolling = Section(
        number: 3, title: "Engine.IO: HTTP long-polling", subject: .engineIO,
        text: #"""
            EIO-HP-01 MUST server
            A successful POST answers 200 with exactly `ok`.
            Source: Engine.IO protocol 4, Sending data

            EIO-HP-02 SHOULD server
            The POST answer has Content-Length 2 and Content-Type text/html; poll answers have text/plain;
            charset=UTF-8.
            Source: engine.io, lib/transports/polling.ts; Socket.IO protocol 5, Sample session

            EIO-HP-03 SHOULD server
            Poll and POST answers carry `Cache-Control: no-store`.
            Source: engine.io, test/server.js, "should include a 'cache-control' header"

            EIO-HP-04 MUST server
            A GET with buffered packets answers at once with all of them in order.
            Source: Engine.IO protocol 4, Receiving data

            EIO-HP-05 SHOULD server
            A GET without buffered packets is held open until there is a packet.
            Source: Engine.IO protocol 4, Receiving data

            EIO-HP-06 MUST server
            A batch written while a GET is held uses the same separators as a buffered batch.
            Source: Engine.IO protocol 4, Packet encoding; Totodore/socketioxide issue 734

            EIO-HP-07 MUST server
            A second GET while one is held: 400 (or 500) for the second, the session is closed and the first ends with
            `1`.
            Source: Engine.IO protocol 4, Receiving data

            EIO-HP-08 MUST server
            A second POST while one is being received: 400, session closed.
            Source: Engine.IO protocol 4, Sending data

            EIO-HP-09 MUST server
            Two requests on two TCP connections for one session are ordered by arrival of the complete request, POST
            and GET may overlap.
            Source: Engine.IO protocol 4, HTTP long-polling

            EIO-HP-10 MUST server
            A malformed payload closes the session (400 for that POST or an aborted request; the next GET answers
            400).
            Source: Engine.IO protocol 4, Packet encoding; engine.io, test/server.js, "upon parse error (polling)"

            EIO-HP-11 SHOULD server
            An empty POST body, a body with only a separator and a trailing separator are malformed.
            Source: engine.io-parser, lib/index.ts, decodePayload; engine.io-parser, test/index.ts and test/node.ts

            EIO-HP-12 MUST server
            A payload with some valid packets before the bad one: valid ones may be delivered, none after the bad one.
            Source: engine.io-parser, lib/index.ts, decodePayload

            EIO-HP-13 MUST server
            Packets after a close packet in the same payload are not delivered.
            Source: engine.io, lib/transports/polling.ts, onData

            EIO-HP-14 MUST server
            Order of packets inside one payload is kept.
            Source: Engine.IO protocol 4, Message

            EIO-HP-15 SHOULD server
            A POST with Content-Type application/octet-stream is refused in revision 4 (400, session closed) and
            leaves no open request.
            Source: engine.io, lib/transports/polling.ts, onDataRequest; engine.io, test/server.js, "content type is
                invalid"; CVE-2026-59725

            EIO-HP-16 MUST server
            Chunked request bodies and bodies arriving in many TCP segments are accepted.
            Source: engine.io, test/server.js, "chunked transfer-encoding", "split in multiple chunks"

            EIO-HP-17 MUST server
            Multi-byte UTF-8 that is split between segments is decoded correctly.
            Source: engine.io, test/server.js, "should support chinese"; Engine.IO protocol 4, Packet encoding

            EIO-HP-18 SHOULD server
            Invalid UTF-8 in a body is replaced or refused, never passed on as raw bytes.
            Source: Engine.IO protocol 4, Packet encoding

            EIO-HP-19 MUST server
            A held GET whose TCP connection is cut ends the session ("poll connection closed prematurely").
            Source: engine.io, test/server.js, "browser tab close"

            EIO-HP-20 MUST server
            A POST whose TCP connection is cut before the end ends the session, the partial body is not delivered.
            Source: engine.io, lib/transports/polling.ts, onDataRequest

            EIO-HP-21 MUST server
            `Connection: close` on every request works and does not end the session.
            Source: engine.io, test/server.js, "connection: close header"

            EIO-HP-22 SHOULD server
            Answers above the threshold (reference: 1024 bytes) are compressed with gzip or deflate when the client
            accepts it.
            Source: engine.io, test/server.js, "http compression"

            EIO-HP-23 SHOULD server
            No compression below the threshold, when switched off, or when asked for per message.
            Source: engine.io, test/server.js, "http compression"

            EIO-HP-24 MAY server
            Old Internet Explorer gets `X-XSS-Protection: 0`.
            Source: engine.io, test/server.js, "response headers"

            EIO-HP-25 MAY server
            JSONP (`j=n`) for old clients: callback with a JSON string, or a clean refusal.
            Source: engine.io, lib/transports/polling-jsonp.ts

            EIO-HP-26 MUST client
            The client never has two GETs or two POSTs in flight for one session.
            Source: Engine.IO protocol 4, Sending data and Receiving data

            EIO-HP-27 MUST client
            The client sends `sid` in every request after the handshake.
            Source: Engine.IO protocol 4, Handshake

            EIO-HP-28 SHOULD client
            The client adds a cache-busting parameter (`t`), different in every polling request.
            Source: Socket.IO protocol 5, Sample session; engine.io-client, test/transport.js, "timestamped uri"

            EIO-HP-29 SHOULD client
            POST bodies have Content-Type text/plain; charset=UTF-8.
            Source: Socket.IO protocol 5, Sample session; engine.io-client, lib/transports/polling-fetch.ts

            EIO-HP-30 SHOULD client
            Packets are collected into one POST until maxPayload is reached.
            Source: Engine.IO protocol 4, Packet encoding; engine.io-client, test/connection.js, "merge packets
                according to maxPayload"

            EIO-HP-31 SHOULD client
            The size counted is bytes of the encoded payload: separators, type characters, UTF-8 length, base64
            growth.
            Source: engine.io-client, test/node.js, "merge binary packets according to maxPayload"; engine.io-client,
                lib/socket.ts, _getWritablePackets

            EIO-HP-32 SHOULD client
            One packet above maxPayload is sent alone.
            Source: engine.io-client, test/connection.js, "whose length is above the maxPayload value"

            EIO-HP-33 MUST client
            Several packets in one poll answer are handled in order; unknown packet types end the session.
            Source: Engine.IO protocol 4, Packet encoding

            EIO-HP-34 SHOULD client
            A non-200 poll or POST answer ends the transport with an error that shows status and body.
            Source: engine.io-client, test/socket.js, "provides details"
            """#)
}
