extension Section {
    static let socketIOConnect = Section(
        number: 9, title: "Socket.IO: connect", subject: .socketIO,
        text: #"""
            SIO-CN-01 MUST server
            `0` answers `0{"sid":"..."}` for the main namespace.
            Source: Socket.IO protocol 5, Connection to a namespace

            SIO-CN-02 MUST server
            The Socket.IO sid differs from the Engine.IO sid and differs per namespace.
            Source: Socket.IO protocol 5, Difference between v5 and v4

            SIO-CN-03 MUST server
            The object payload of CONNECT reaches the application as auth data; no payload gives an empty object.
            Source: Socket.IO protocol 5, Connection to a namespace

            SIO-CN-04 MUST server
            `0/custom,` and `0/custom` both join a known custom namespace.
            Source: Socket.IO protocol 5, Format; Socket.IO protocol, test-suite/test-suite.js

            SIO-CN-05 MUST server
            `0/,` joins the main namespace.
            Source: socket.io-parser, lib/index.ts, decodeString

            SIO-CN-06 MUST server
            Unknown namespace: `4/random,{"message":"Invalid namespace"}`, connection stays open for other CONNECTs
            until the connect timeout.
            Source: socket.io, test/namespaces.ts, "non-existent namespace"; Socket.IO protocol,
                test-suite/test-suite.js

            SIO-CN-07 MUST server
            CONNECT_ERROR has an object payload with message, optionally data.
            Source: Socket.IO protocol 5, Difference between v5 and v4; socket.io, test/middleware.ts, "should pass an
                object"

            SIO-CN-08 MUST server
            Any packet other than CONNECT first (EVENT, ACK, DISCONNECT, binary) closes the connection at once.
            Source: Socket.IO protocol 5, Connection to a namespace; socket.io, test/close.ts, "EVENT packet while not
                connected"

            SIO-CN-09 MUST server
            Malformed first packet (`abc`, `0{`, `0[]`, `0"x"`) closes the connection.
            Source: socket.io-parser, test/parser.js, "throw an error upon parsing error"

            SIO-CN-10 SHOULD server
            No CONNECT within connectTimeout (reference 45 s) closes the connection, even when pings are answered.
            Source: socket.io, test/namespaces.ts, "should close a client without namespace"

            SIO-CN-11 MUST server
            A second CONNECT to a joined namespace closes the connection (reference) or answers CONNECT_ERROR; it
            never opens a second socket.
            Source: socket.io, test/close.ts, "several CONNECT packets"

            SIO-CN-12 MUST server
            CONNECT_ERROR sent by a client closes the connection.
            Source: socket.io, lib/client.ts, ondecoded

            SIO-CN-13 MAY both
            One connection carries several namespaces.
            Source: Socket.IO protocol 5, Connection to a namespace; socket.io-client, test/connection.ts

            SIO-CN-14 MUST server
            A packet for a namespace that was not joined closes the connection and is not handled by another
            namespace.
            Source: socket.io, lib/client.ts, ondecoded; Socket.IO protocol 5, Exchange protocol

            SIO-CN-15 MUST server
            A namespace string with a query (`/custom?a=1`) is a different name in revision 5.
            Source: socket.io, test/v2-compatibility.ts; Socket.IO protocol 5, Format; mrniko/netty-socketio issue 553

            SIO-CN-16 MUST server
            Namespace names are case-sensitive and may hold any character but a comma.
            Source: socket.io-parser, lib/index.ts, Decoder; socketio/socket.io PR 5545

            SIO-CN-17 MAY server
            Dynamic namespaces: created on first CONNECT, refusals answered as unknown namespace, no race between two
            clients.
            Source: socket.io, test/namespaces.ts, "dynamic namespaces"

            SIO-CN-18 MUST server
            Middleware refusal: CONNECT_ERROR with the error's message and data, the socket joins no room and gets no
            event.
            Source: socket.io, test/middleware.ts; socket.io, test/socket.ts, "after a middleware failure"

            SIO-CN-19 SHOULD server
            A client that leaves during asynchronous checks is not connected afterwards.
            Source: socket.io, test/middleware.ts, "ignored if socket gets closed"

            SIO-CN-20 MUST client
            The client sends CONNECT for the main namespace too, and for each namespace, after every opening of the
            transport.
            Source: Socket.IO protocol 5, Difference between v5 and v4

            SIO-CN-21 MUST client
            Auth data is sent as object payload; a provider is asked again at every reconnect.
            Source: socket.io-client, test/socket.ts, "auth option"; socketio/socket.io-client-swift issue 1506

            SIO-CN-22 MUST client
            CONNECT_ERROR reaches the application with message and data; the client does not reconnect by itself after
            it.
            Source: socket.io-client, test/socket.ts, "after a middleware failure"

            SIO-CN-23 SHOULD client
            CONNECT without sid in the payload is reported as an incompatible server.
            Source: socket.io-client, test/connection.ts, "reaching a Socket.IO server in v2.x"

            SIO-CN-24 MUST client
            Events received before CONNECT are buffered and delivered after it, in order.
            Source: socket.io-client, lib/socket.ts, receiveBuffer

            SIO-CN-25 MUST client
            Events emitted before CONNECT are sent after it, in order, once.
            Source: socket.io-client, lib/socket.ts, sendBuffer; socket.io-client, test/socket.ts

            SIO-CN-26 MUST client
            `id` is the Socket.IO sid, cleared on disconnect, new after reconnect.
            Source: socket.io-client, test/socket.ts, "socket id"
            """#)
}
