extension Section {
    static let socketIORecovery = Section(
        number: 14, title: "Socket.IO: connection state recovery (an optional extension)", subject: .socketIO,
        text: #"""
            SIO-CR-01 MAY server
            When on, CONNECT answers with sid and pid, and each event to the client has an offset string as last
            argument.
            Source: socket.io, test/connection-state-recovery.ts

            SIO-CR-02 MUST server
            When off, neither pid nor offset is sent.
            Source: socket.io, test/connection-state-recovery.ts, "disabled by default"

            SIO-CR-03 MUST server
            CONNECT with pid and offset within the time limit restores sid, rooms and data and sends the missed
            events, direct, room and broadcast.
            Source: socket.io, test/connection-state-recovery.ts, "restore session and missed packets"

            SIO-CR-04 MUST server
            Unknown or expired pid or offset gives a normal new session.
            Source: socket.io, test/connection-state-recovery.ts, "unknown session"

            SIO-CR-05 MUST server
            Only recoverable reasons (lost transport, ping timeout) store the session; a DISCONNECT does not.
            Source: socket.io, lib/socket.ts, _onclose

            SIO-CR-06 SHOULD server
            Acknowledged and volatile events carry no offset and are not replayed.
            Source: socket.io-adapter, lib/in-memory-adapter.ts; socketio/socket.io PR 5539

            SIO-CR-07 SHOULD server
            A client that received no event yet can be recovered or gets a new session by a documented rule.
            Source: socketio/socket.io issue 5538

            SIO-CR-08 MUST client
            The client stores pid and the last offset, sends both in CONNECT and reports `recovered`.
            Source: socket.io-client, lib/socket.ts, onconnect
            """#)
}
