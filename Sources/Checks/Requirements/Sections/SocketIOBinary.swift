extension Section {
    static let socketIOBinary = Section(
        number: 12, title: "Socket.IO: binary", subject: .socketIO,
        text: #"""
            SIO-BN-01 MUST both
            `5<n>-` and `6<n>-`, n binary messages follow, in the order of `num`.
            Source: Socket.IO protocol 5, Format

            SIO-BN-02 MUST both
            Placeholders `{"_placeholder":true,"num":i}` at any depth, in arrays and objects, are replaced.
            Source: socket.io-parser, test/arraybuffer.js, "deep in JSON"

            SIO-BN-03 MUST both
            Key order inside a placeholder does not matter.
            Source: mrniko/netty-socketio PR 326

            SIO-BN-04 MUST both
            Placeholders out of order take the attachment of their `num`.
            Source: socket.io-parser, lib/binary.ts, reconstructPacket

            SIO-BN-05 SHOULD both
            The same `num` twice gives the same bytes twice.
            Source: socket.io-parser, lib/binary.ts

            SIO-BN-06 MUST both
            `num` that is no integer, negative or out of range closes the connection; nothing else is put in its
            place.
            Source: socket.io-parser, test/buffer.js; CVE-2022-2421

            SIO-BN-07 MUST both
            Attachment count missing, empty, negative, fractional or non-numeric closes the connection.
            Source: socket.io-parser, test/parser.js, "Illegal attachments"

            SIO-BN-08 SHOULD both
            A limit on attachments (reference 10) is applied before they are collected.
            Source: socket.io-parser, test/parser.js, "too many attachments"; socket.io-parser 4.2.6, changelog

            SIO-BN-09 MUST both
            A text packet while attachments are awaited closes the connection and is never taken as an attachment.
            Source: socket.io-parser, test/buffer.js

            SIO-BN-10 MUST both
            A binary message without a header closes the connection.
            Source: socket.io-parser, test/buffer.js

            SIO-BN-11 MUST both
            A binary packet with 0 attachments is complete at once and the next text packet is read normally.
            Source: socket.io-parser, lib/index.ts, Decoder.add (which fails this)

            SIO-BN-12 MUST both
            Empty attachments (0 bytes) count.
            Source: socket.io, test/socket.ts, "empty binary packet"; miguelgrinberg/python-engineio issue 404

            SIO-BN-13 MUST both
            A user object that looks like a placeholder inside a non-binary EVENT is left as data.
            Source: Socket.IO protocol 5, Format

            SIO-BN-14 MUST both
            Header and attachments of two packets are never interleaved by a sender, over polling they may come in one
            payload.
            Source: Socket.IO protocol 5, Format; Azure/azure-webpubsub PR 514

            SIO-BN-15 MUST both
            Over polling attachments are `b`-packets after the header and are decoded.
            Source: Engine.IO protocol 4, Packet encoding; Socket.IO protocol 5, Format

            SIO-BN-16 MUST both
            Ping, pong and other Engine.IO packets between header and attachment do not disturb the packet.
            Source: Engine.IO protocol 4, Heartbeat

            SIO-BN-17 MUST both
            An event without binary is sent as type 2 even when it was received as type 5.
            Source: socket.io-parser, lib/index.ts, Encoder.encode

            SIO-BN-18 MUST both
            Encoding does not change the caller's data.
            Source: socket.io-parser, test/arraybuffer.js, "should not modify the input packet"

            SIO-BN-19 MUST client
            A WebSocket binary frame is a binary message and is not read as text with a type prefix.
            Source: 1c3t3a/rust-socketio PR 506

            SIO-BN-20 MUST both
            A half-received binary packet is dropped when the connection ends, a new connection starts clean.
            Source: socket.io-parser, test/parser.js, "after calling destroy()"

            SIO-BN-21 SHOULD both
            Large attachments (1 MB and more, below the limit) arrive unchanged.
            Source: socket.io, test/socket.ts, "very large binary data"
            """#)
}
