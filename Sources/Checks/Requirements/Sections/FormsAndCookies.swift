extension Section {
    static let formsAndCookies = Section(
        number: 17, title: "multipart/form-data (RFC 7578, RFC 2046) and cookies", subject: .http,
        text: #"""
            MP-01 MUST both
            The boundary parameter may be quoted, up to 70 characters, compared exactly.
            Source: RFC 2046, section 5.1.1; RFC 7578, section 4.1

            MP-02 MUST server
            The CRLF before a delimiter belongs to the delimiter, not to the part.
            Source: RFC 2046, section 5.1.1

            MP-03 MUST server
            Text like `--`, `\r\n--` or a prefix of the delimiter inside a part is data.
            Source: RFC 2046, section 5.1.1; vapor/multipart-kit PRs 6 and 56

            MP-04 MUST server
            The delimiter is found at every split of the input, byte by byte included.
            Source: RFC 2046, section 5.1.1

            MP-05 MUST server
            Spaces and tabs after the boundary on the delimiter line are allowed.
            Source: RFC 2046, section 5.1.1

            MP-06 MUST server
            Preamble and epilogue are ignored.
            Source: RFC 2046, section 5.1.1

            MP-07 MUST server
            A missing closing delimiter is an error, no partial result.
            Source: RFC 2046, section 5.1.1

            MP-08 MUST both
            Each part has Content-Disposition: form-data with name.
            Source: RFC 7578, section 4.2

            MP-09 SHOULD server
            filename is taken as plain text: quotes escaped as %22 or \", path parts dropped, UTF-8 kept.
            Source: RFC 7578, section 4.2; HTML Standard, multipart form data

            MP-10 MUST client
            filename* is not sent.
            Source: RFC 7578, section 4.2

            MP-11 MUST server
            Several parts with one name are all kept, in order.
            Source: RFC 7578, sections 4.3 and 5.2

            MP-12 SHOULD server
            A part without Content-Type is text/plain.
            Source: RFC 7578, section 4.4

            MP-13 SHOULD server
            `_charset_` and charset parameters are honoured or ignored by a documented rule, default UTF-8.
            Source: RFC 7578, sections 4.5 and 4.6

            MP-14 SHOULD client
            No Content-Transfer-Encoding is sent.
            Source: RFC 7578, section 4.7

            MP-15 MUST server
            Other part headers are ignored.
            Source: RFC 7578, section 4.8

            MP-16 MUST server
            Empty parts, empty files, zero parts and binary with NUL survive.
            Source: RFC 7578, section 4.2

            MP-17 SHOULD server
            Limits on number of parts, header size and total size answer 413 or 400.
            Source: robustness

            CK-01 MUST both
            Set-Cookie lines are never joined with commas.
            Source: RFC 6265, section 3

            CK-02 MUST server
            Cookie: pairs split at `;`, bad pairs skipped, values with `=` kept, quotes kept.
            Source: RFC 6265, sections 4.2 and 5.4

            CK-03 MUST client
            Path, Domain, Secure, Expires and Max-Age decide what is sent back.
            Source: RFC 6265, sections 5.3 and 5.4

            CK-04 SHOULD server
            Many or very large cookies are handled or refused with 431.
            Source: RFC 6585, section 5
            """#)
}
