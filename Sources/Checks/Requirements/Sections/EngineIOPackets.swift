extension Section {
    static let engineIOPackets = Section(
        number: 4, title: "Engine.IO: packet encoding", subject: .engineIO,
        text: #"""
            EIO-PK-01 MUST both
            Types: 0 open, 1 close, 2 ping, 3 pong, 4 message, 5 upgrade, 6 noop, as one character.
            Source: Engine.IO protocol 4, Protocol

            EIO-PK-02 MUST both
            Polling packets are joined with U+001E, no separator at the end.
            Source: Engine.IO protocol 4, Packet encoding; engine.io-parser, test/index.ts and test/node.ts

            EIO-PK-03 MUST both
            Binary in polling is `b` + standard base64 with padding and no type character.
            Source: Engine.IO protocol 4, Packet encoding

            EIO-PK-04 SHOULD both
            Decoders accept base64 without padding, refuse characters outside the alphabet.
            Source: engine.io-parser, lib/decodePacket.ts; RFC 4648, sections 3.2 and 3.3

            EIO-PK-05 MUST both
            Binary of 0, 1, 2, 3, 125, 126, 65535, 65536 bytes survives polling and WebSocket.
            Source: Engine.IO protocol 4, Packet encoding; engine.io, test/server.js, "binary data"

            EIO-PK-06 MUST both
            Binary on WebSocket is one binary frame with no prefix.
            Source: Engine.IO protocol 4, Packet encoding, WebSocket

            EIO-PK-07 MUST both
            Text on WebSocket is one text message per packet, never a joined payload.
            Source: Engine.IO protocol 4, WebSocket

            EIO-PK-08 MUST both
            A text message is a message even if it looks like another type after the first character (`42`, `4b`).
            Source: Engine.IO protocol 4, Message

            EIO-PK-09 MUST both
            An empty message (`4`) is delivered as an empty string.
            Source: engine.io-parser, test/index.ts and test/node.ts; engine.io-parser, lib/decodePacket.ts

            EIO-PK-10 MUST both
            An empty WebSocket text frame is malformed, an empty binary frame is an empty binary message.
            Source: engine.io-parser, lib/decodePacket.ts

            EIO-PK-11 MUST both
            An unknown type character is malformed and ends the session.
            Source: engine.io-parser, test/index.ts and test/node.ts, "malformed packet"

            EIO-PK-12 SHOULD both
            Text that contains U+001E cannot travel over polling; a sender escapes or refuses it instead of splitting
            it (JSON does this by itself).
            Source: Engine.IO protocol 4, From v3 to v4

            EIO-PK-13 MUST both
            Astral characters, U+2028, U+FEFF and NUL in text survive on both transports.
            Source: engine.io-client, test/connection.js, "should receive emoji"; Engine.IO protocol 4, Packet
                encoding

            EIO-PK-14 SHOULD server
            A client packet of type open, upgrade (outside an upgrade) or noop has no effect on the application.
            Source: engine.io, lib/socket.ts, onPacket
            """#)
}
