extension Section {
    static let webSocket = Section(
        number: 15, title: "WebSocket (RFC 6455, RFC 7692)", subject: .webSocket,
        text: #"""
            WS-HS-01 MUST server
            101 with Upgrade: websocket, Connection: Upgrade and Sec-WebSocket-Accept = base64(SHA-1(key + GUID)).
            Source: RFC 6455, section 4.2.2

            WS-HS-02 MUST server
            Upgrade and Connection values are matched without case and as list members (`keep-alive, Upgrade`).
            Source: RFC 6455, section 4.2.1

            WS-HS-03 MUST server
            Missing or invalid Sec-WebSocket-Key (not 16 bytes in base64) is refused with 400.
            Source: RFC 6455, section 4.2.1

            WS-HS-04 MUST server
            A version other than 13 is refused, with 426 and Sec-WebSocket-Version: 13.
            Source: RFC 6455, sections 4.2.2 and 4.4

            WS-HS-05 MUST server
            A method other than GET, or HTTP/1.0, is not upgraded.
            Source: RFC 6455, sections 4.1 and 4.2.1; RFC 9110, section 7.8

            WS-HS-06 MUST server
            A subprotocol is answered only if the client offered it, at most one; none when nothing fits.
            Source: RFC 6455, section 4.2.2

            WS-HS-07 MUST server
            An extension is answered only if offered.
            Source: RFC 6455, sections 4.2.2 and 9.1

            WS-HS-08 MUST server
            Frames in the same TCP segment as the request are not lost.
            Source: RFC 6455, section 4.2.2

            WS-HS-09 MUST client
            The request is a GET with Host, Upgrade, Connection, a fresh random key per connection and version 13.
            Source: RFC 6455, section 4.1

            WS-HS-10 MUST client
            A wrong or missing Accept value, Upgrade or Connection fails the connection.
            Source: RFC 6455, section 4.1

            WS-HS-11 MUST client
            A subprotocol or extension that was not offered fails the connection.
            Source: RFC 6455, section 4.1

            WS-HS-12 SHOULD client
            401, redirects and other statuses are handled as HTTP, not as a WebSocket.
            Source: RFC 6455, section 4.1

            WS-HS-13 MUST client
            Frames in the same segment as the 101 are read.
            Source: RFC 6455, sections 4.1 and 4.2.2

            WS-FR-01 MUST client
            Every client frame is masked, with a new unpredictable key.
            Source: RFC 6455, sections 5.1 and 5.3

            WS-FR-02 MUST server
            An unmasked client frame fails the connection (1002).
            Source: RFC 6455, section 5.1

            WS-FR-03 MUST server
            Server frames are never masked.
            Source: RFC 6455, section 5.1

            WS-FR-04 MUST client
            A masked server frame fails the connection.
            Source: RFC 6455, section 5.1

            WS-FR-05 MUST both
            Any RSV bit without a negotiated extension fails the connection.
            Source: RFC 6455, section 5.2

            WS-FR-06 MUST both
            Opcodes 3 to 7 and 11 to 15 fail the connection.
            Source: RFC 6455, section 5.2

            WS-FR-07 MUST both
            Lengths 0, 125, 126, 127, 65535, 65536 are read and written in the shortest form.
            Source: RFC 6455, section 5.2

            WS-FR-08 MUST both
            A length not in the shortest form, or with the top bit of 64 set, fails the connection.
            Source: RFC 6455, section 5.2

            WS-FR-09 MUST both
            Control frames have at most 125 bytes.
            Source: RFC 6455, section 5.5

            WS-FR-10 MUST both
            Control frames are not fragmented.
            Source: RFC 6455, section 5.5

            WS-FR-11 MUST both
            A ping is answered by a pong with the same data, before the connection closes.
            Source: RFC 6455, sections 5.5.2 and 5.5.3

            WS-FR-12 MAY both
            An unsolicited pong needs no answer.
            Source: RFC 6455, section 5.5.3

            WS-FR-13 MUST both
            Fragments are joined; control frames between fragments are handled at once.
            Source: RFC 6455, section 5.4

            WS-FR-14 MUST both
            A continuation without a start, or a new data frame inside a fragmented message, fails the connection.
            Source: RFC 6455, section 5.4

            WS-FR-15 MUST both
            Frames may arrive one byte at a time or many in one segment.
            Source: RFC 6455, section 5.2

            WS-FR-16 MUST both
            Empty messages and empty fragments are valid.
            Source: RFC 6455, sections 5.4 and 5.6

            WS-UT-01 MUST both
            A text message that is not UTF-8 fails with 1007, overlong forms and surrogates included.
            Source: RFC 6455, section 8.1; RFC 3629, section 3

            WS-UT-02 MUST both
            UTF-8 is checked over the whole message, a character may be split between fragments.
            Source: RFC 6455, sections 5.6 and 8.1

            WS-UT-03 SHOULD both
            Invalid UTF-8 is found as soon as it arrives.
            Source: RFC 6455, section 8.1

            WS-UT-04 MUST both
            Noncharacters and U+FFFD are valid.
            Source: RFC 6455, section 8.1; RFC 3629, section 3

            WS-CL-01 MUST both
            A Close is answered by a Close; no data after it.
            Source: RFC 6455, sections 5.5.1 and 7.1

            WS-CL-02 MUST both
            A Close body is empty or 2 bytes and UTF-8 text; 1 byte is an error.
            Source: RFC 6455, section 5.5.1

            WS-CL-03 MUST both
            A reason that is not UTF-8 is an error.
            Source: RFC 6455, section 5.5.1

            WS-CL-04 MUST both
            Codes 1000-1003, 1007-1014 and 3000-4999 are accepted.
            Source: RFC 6455, section 7.4; IANA, WebSocket Close Code Number Registry

            WS-CL-05 MUST both
            Codes below 1000, 1004, 1005, 1006, 1015 and other reserved ones in a frame are an error.
            Source: RFC 6455, sections 7.4.1 and 7.4.2

            WS-CL-06 MUST both
            1005, 1006 and 1015 are never sent.
            Source: RFC 6455, section 7.4.1

            WS-CL-07 SHOULD server
            The server closes the TCP connection first.
            Source: RFC 6455, section 7.1.1

            WS-CL-08 SHOULD both
            A peer that does not answer the Close is dropped after a timeout.
            Source: RFC 6455, section 7.1.1

            WS-CL-09 SHOULD both
            Protocol errors close with 1002, too large messages with 1009, unaccepted types with 1003.
            Source: RFC 6455, section 7.4.1

            WS-CL-10 MUST both
            A cut TCP connection is reported as 1006 to the application.
            Source: RFC 6455, section 7.1.5

            WS-CL-11 MUST both
            Data that came before the Close is delivered.
            Source: RFC 6455, sections 1.4 and 6.2

            WS-LM-01 SHOULD both
            Size limits hold for a frame and for the sum of fragments, before memory is taken.
            Source: RFC 6455, section 10.4

            WS-DF-01 MAY both
            permessage-deflate: RSV1 on the first frame of a message only, never on control frames.
            Source: RFC 7692, section 6

            WS-DF-02 MUST both
            Window bits and context takeover are followed as negotiated; unknown or doubled parameters decline the
            offer.
            Source: RFC 7692, sections 5.1 and 7.1

            WS-DF-03 MUST both
            A message that inflates beyond the limit is refused with 1009; broken deflate data fails the connection.
            Source: RFC 6455, sections 7.4.1 and 10.4; RFC 7692, section 7.2.2
            """#)
}
