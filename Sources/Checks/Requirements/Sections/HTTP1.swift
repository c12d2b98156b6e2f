extension Section {
    static let http1 = Section(
        number: 16, title: "HTTP/1.1 (RFC 9110, RFC 9112, RFC 6585)", subject: .http,
        text: #"""
            H1-RL-01 MUST server
            A well-formed GET is answered; unknown methods get 501 or 405, method names are case-sensitive.
            Source: RFC 9110, sections 9.1 and 15.6.2

            H1-RL-02 SHOULD server
            A malformed request line gets 400 (missing target, missing version, extra text).
            Source: RFC 9112, section 3

            H1-RL-03 SHOULD server
            Several spaces or tabs in the request line are refused.
            Source: RFC 9112, section 3

            H1-RL-04 SHOULD server
            An unsupported major version gets 505 or 400; HTTP/1.2 is handled as 1.1.
            Source: RFC 9110, sections 2.5 and 15.6.6

            H1-RL-05 SHOULD server
            Request lines of 8000 bytes are accepted; longer ones than the limit get 414.
            Source: RFC 9112, section 3

            H1-RL-06 SHOULD server
            One empty line before the request line is ignored.
            Source: RFC 9112, section 2.2

            H1-RL-07 MUST server
            absolute-form is accepted and its authority is used instead of Host.
            Source: RFC 9112, section 3.2.2

            H1-RL-08 MUST server
            `OPTIONS *` is accepted, `*` with another method is refused.
            Source: RFC 9112, section 3.2.4

            H1-RL-09 SHOULD server
            A fragment, control characters, NUL or raw non-ASCII in the target are refused.
            Source: RFC 9112, section 3.2; RFC 3986, appendix A

            H1-RL-10 MUST server
            A bare CR in the request line or header section is refused or replaced by a space, never a line end.
            Source: RFC 9112, section 2.2

            H1-RL-11 MAY server
            A bare LF as line end is refused (safer) or accepted, by one rule for line, headers and chunks.
            Source: RFC 9112, section 2.2

            H1-RL-12 MUST server
            The HTTP/2 preface and TLS records on a plain port do not hang or crash the server.
            Source: robustness

            H1-HO-01 MUST server
            HTTP/1.1 without Host gets 400.
            Source: RFC 9112, section 3.2

            H1-HO-02 MUST server
            More than one Host line gets 400, equal or different.
            Source: RFC 9112, section 3.2

            H1-HO-03 MUST server
            An invalid Host value gets 400 (userinfo, path, comma list, spaces).
            Source: RFC 9112, section 3.2

            H1-HO-04 MAY server
            HTTP/1.0 without Host is answered.
            Source: RFC 9112, section 3.2

            H1-HD-01 MUST server
            Whitespace between field name and colon gets 400.
            Source: RFC 9112, section 5.1

            H1-HD-02 MUST server
            obs-fold gets 400 or becomes spaces; it never hides a framing header.
            Source: RFC 9112, section 5.2

            H1-HD-03 MUST server
            Whitespace before the first header line is refused or that line is dropped.
            Source: RFC 9112, section 2.2

            H1-HD-04 MUST server
            Empty or non-token field names get 400.
            Source: RFC 9110, section 5.1; RFC 9112, section 5

            H1-HD-05 MUST server
            CR, LF or NUL in a value are refused or replaced by a space.
            Source: RFC 9110, section 5.5

            H1-HD-06 MUST server
            Names are matched without case, values trimmed of spaces and tabs, empty values allowed.
            Source: RFC 9110, sections 5.1 and 5.5

            H1-HD-07 SHOULD server
            A header section above the limit gets 431 (or 400), the connection closes, the server lives on.
            Source: RFC 6585, section 5; RFC 9110, section 5.4

            H1-HD-08 MUST server
            Headers that come byte by byte are parsed the same; a client that never ends them is dropped after a
            timeout (408).
            Source: RFC 9112, section 2; RFC 9110, section 15.5.9

            H1-HD-09 MUST server
            Underscore and dash names are different; a header that maps to the same internal name does not override a
            framing header.
            Source: RFC 9110, sections 5.1, 16.3.2.1 and 17.10

            H1-HD-10 MUST server
            Repeated list headers are combined in order; repeated singletons are not silently merged.
            Source: RFC 9110, sections 5.2 and 5.3

            H1-CL-01 MUST server
            Content-Length that is not digits only (sign, hex, spaces inside, empty, decimals) gets 400 and a close.
            Source: RFC 9112, section 6.3; RFC 9110, section 8.6

            H1-CL-02 MUST server
            Different Content-Length values get 400 and a close.
            Source: RFC 9112, section 6.3

            H1-CL-03 MAY server
            Equal repeated values are refused or taken as one.
            Source: RFC 9112, section 6.3; RFC 9110, section 8.6

            H1-CL-04 MUST server
            A length above the machine's integers is refused, no overflow.
            Source: RFC 9110, section 8.6

            H1-CL-05 SHOULD server
            Leading zeros and `+5` are refused or read as decimal, never octal.
            Source: RFC 9110, section 8.6

            H1-CL-06 MUST server
            Bytes after the declared body are the next request, never part of this one.
            Source: RFC 9112, sections 6.3 and 9.3.2

            H1-CL-07 MUST server
            A body shorter than declared and a close: the request is incomplete and not handled as complete.
            Source: RFC 9112, section 8

            H1-TE-01 MUST both
            chunked bodies are parsed: several chunks, upper and lower case sizes, leading zeros, last chunk.
            Source: RFC 9112, section 7.1

            H1-TE-02 MUST both
            Unknown chunk extensions are ignored; broken ones (bare `;`, control characters) are refused.
            Source: RFC 9112, section 7.1.1

            H1-TE-03 MUST both
            Chunk sizes that overflow, are negative, have `0x`, underscores or spaces are refused.
            Source: RFC 9112, section 7.1

            H1-TE-04 MUST both
            A chunk without its CRLF, or with more data than its size, is refused.
            Source: RFC 9112, section 7.1

            H1-TE-05 MUST both
            Trailers are read, not merged into framing, routing or auth headers.
            Source: RFC 9110, section 6.5; RFC 9112, section 7.1.2

            H1-TE-06 MUST server
            Content-Length together with Transfer-Encoding: refuse, or take Transfer-Encoding alone and close the
            connection afterwards.
            Source: RFC 9112, sections 6.1 and 6.3

            H1-TE-07 MUST server
            Transfer-Encoding whose last coding is not chunked gets 400 and a close.
            Source: RFC 9112, section 6.3

            H1-TE-08 SHOULD server
            An unknown coding gets 501; `xchunked`, quoted or obfuscated forms are not chunked.
            Source: RFC 9112, section 6.1

            H1-TE-09 MUST server
            Codings are matched without case; chunked twice is refused.
            Source: RFC 9112, sections 6.1 and 7

            H1-TE-10 MUST server
            HTTP/1.0 with Transfer-Encoding is treated as faulty framing: close after the answer.
            Source: RFC 9112, section 6.1

            H1-TE-11 MUST server
            No Transfer-Encoding or Content-Length in 1xx and 204 answers; 304 and HEAD without a body.
            Source: RFC 9112, section 6.1; RFC 9110, sections 8.6, 9.3.2 and 15.4.5

            H1-CO-01 MUST server
            HTTP/1.1 connections persist unless `close` is sent; 1.0 ones only with keep-alive.
            Source: RFC 9112, section 9.3

            H1-CO-02 MUST server
            After `Connection: close` one answer is sent and the connection closed.
            Source: RFC 9112, section 9.6

            H1-CO-03 MUST server
            Pipelined requests are answered in order, each once.
            Source: RFC 9112, section 9.3.2

            H1-CO-04 SHOULD server
            On closing with unread input the server half-closes first so that the answer is not lost to a reset.
            Source: RFC 9112, section 9.6

            H1-CO-05 MUST server
            A client half-close after a complete request still gets its answer.
            Source: RFC 9112, section 9.6

            H1-CO-06 SHOULD server
            Idle connections are closed after a timeout without an answer to a request that was never sent.
            Source: RFC 9112, section 9.5

            H1-CO-07 MUST server
            An error answer is self-delimiting (length, chunked or close).
            Source: RFC 9112, section 6.3

            H1-CO-08 MUST server
            Unread request bodies are drained or the connection is closed, before the next request is read.
            Source: RFC 9112, section 9.3

            H1-EX-01 MUST server
            `Expect: 100-continue` with a body: 100 before the body is read, or a final status.
            Source: RFC 9110, section 10.1.1

            H1-EX-02 MUST server
            No 100 to HTTP/1.0 clients; no 100 when the body is already there is allowed.
            Source: RFC 9110, sections 10.1.1 and 15.2

            H1-EX-03 MAY server
            Unknown expectations get 417.
            Source: RFC 9110, section 10.1.1

            H1-HE-01 MUST server
            HEAD answers have the headers of GET and no body.
            Source: RFC 9110, section 9.3.2

            H1-HE-02 MUST server
            405 has Allow.
            Source: RFC 9110, section 15.5.6

            H1-HE-03 MUST server
            Answers have a Date in IMF-fixdate when there is a clock.
            Source: RFC 9110, sections 6.6.1 and 5.6.7

            H1-HE-04 MUST server
            Values put into answer headers cannot add lines (CR and LF refused).
            Source: RFC 9110, section 5.5; RFC 9112, section 11.1

            H1-CC-01 MUST client
            A client reads answers by Content-Length, chunked or until close, and knows the cases without a body
            (HEAD, 1xx, 204, 304).
            Source: RFC 9112, section 6.3

            H1-CC-02 MUST client
            1xx answers before the final one are skipped, 103 included.
            Source: RFC 9110, section 15.2

            H1-CC-03 MUST client
            An answer cut before its declared end is an error.
            Source: RFC 9112, section 8

            H1-CC-04 MUST client
            Content-Length and Transfer-Encoding together, different lengths and broken chunks in an answer are
            errors.
            Source: RFC 9112, section 6.3

            H1-CC-05 MUST client
            Bytes left after an answer on a reused connection are not taken for the next answer.
            Source: RFC 9112, section 9.2

            H1-CC-06 SHOULD client
            A request on a reused connection that closed is repeated only if it is safe.
            Source: RFC 9112, section 9.3.1

            H1-CC-07 MUST client
            Content-Encoding is undone only when asked for and known.
            Source: RFC 9110, section 8.4
            """#)
}
