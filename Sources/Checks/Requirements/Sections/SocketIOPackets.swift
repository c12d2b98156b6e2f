extension Section {
    static let socketIOPackets = Section(
        number: 10, title: "Socket.IO: packet grammar", subject: .socketIO,
        text: #"""
            SIO-PK-01 MUST both
            Types 0 to 6; any other first character closes the connection.
            Source: Socket.IO protocol 5, Exchange protocol; socket.io-parser, test/parser.js, "999"

            SIO-PK-02 MUST both
            Order: type, attachments with `-`, namespace with `,`, id, JSON.
            Source: Socket.IO protocol 5, Format

            SIO-PK-03 MUST both
            The namespace is left out for `/`.
            Source: Socket.IO protocol 5, Format

            SIO-PK-04 MUST both
            A namespace that ends the packet may lack the comma.
            Source: socket.io-parser, lib/index.ts, Decoder; miguelgrinberg/python-socketio issue 671

            SIO-PK-05 MUST both
            EVENT payload is a non-empty array. `2`, `2[]`, `2{}`, `2"x"`, `2null` close the connection.
            Source: Socket.IO protocol 5, Sending and receiving data; socket.io-parser, test/parser.js

            SIO-PK-06 MUST both
            The event name is a string or a number.
            Source: socket.io-parser, test/parser.js, "integer as event name", isPayloadValid

            SIO-PK-07 SHOULD both
            Reserved names (connect, connect_error, disconnect, disconnecting, newListener, removeListener) are
            refused on receipt and on emit.
            Source: socket.io-parser, test/parser.js; socket.io, test/socket.ts, "throw on reserved event"

            SIO-PK-08 MUST both
            ACK payload is an array, possibly empty.
            Source: Socket.IO protocol 5, Acknowledgement

            SIO-PK-09 MUST both
            CONNECT payload is absent or an object.
            Source: socket.io-parser, test/parser.js

            SIO-PK-10 MUST both
            DISCONNECT has no payload.
            Source: socket.io-parser, test/parser.js

            SIO-PK-11 MUST both
            Broken JSON, trailing characters after the JSON, or a JSON text that is not the whole rest close the
            connection.
            Source: socket.io-parser, test/parser.js, "invalid payload"

            SIO-PK-12 MUST both
            An id of digits only; letters before the payload close the connection.
            Source: Socket.IO protocol, test-suite/test-suite.js

            SIO-PK-13 MUST both
            A dash or comma inside the JSON is not read as attachment count or namespace end.
            Source: miguelgrinberg/python-socketio issue 675

            SIO-PK-14 MUST both
            A payload that begins with a digit or a `/` after the namespace is parsed by the grammar (`2/a,["/b,1"]`).
            Source: socket.io-parser, lib/index.ts, Decoder; miguelgrinberg/python-engineio issue 75

            SIO-PK-15 MUST both
            Unicode, escapes, U+2028, lone surrogate escapes and numbers beyond 2^53 do not end the connection.
            Source: socket.io, test/socket.ts, "utf8 multibyte"; socket.io-client, test/connection.ts

            SIO-PK-16 MUST both
            Values that JSON cannot hold (NaN, infinities) are never written as such; a receiver never emits
            `Infinity`.
            Source: RFC 8259, section 6; miguelgrinberg/python-socketio issue 1438

            SIO-PK-17 SHOULD both
            Deep nesting (1000 levels and more) is handled or refused, never a crash or a silent loss.
            Source: RFC 8259, section 9

            SIO-PK-18 SHOULD both
            Event argument types keep their JSON types: null, false, 0, "" and nested arrays.
            Source: socket.io-client, test/connection.ts, "should work with false"

            SIO-PK-19 SHOULD both
            Dates travel as ISO strings.
            Source: socket.io-client, test/connection.ts, "emit date as string"

            SIO-PK-20 MUST server
            An EVENT without a listener is dropped without an answer, the connection stays.
            Source: miguelgrinberg/python-socketio issue 824
            """#)
}
