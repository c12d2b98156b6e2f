import Bytes
import TestSupport
import Testing

@testable import HTTP1

/// RFC 7578 and RFC 2046, section 5.1.1.
@Suite struct MultipartReaderTests {
    @Test(
        .requirements(
            "MP-01", "MP-02", "MP-03", "MP-04", "MP-05", "MP-06", "MP-09", "MP-11", "MP-15", "MP-16"),
        arguments: Form.all)
    func `a form is read, however its bytes arrive`(form: Form) {
        for split in everySplit(of: form.body) {
            #expect(read(split, boundary: form.boundary) == form.transcript, "\(split)")
        }
    }

    @Test(.requirements("MP-01", "MP-04", "MP-07", "MP-08"), arguments: BrokenForm.all)
    func `a broken form is refused at the same place, however its bytes arrive`(form: BrokenForm) {
        for split in everySplit(of: form.body) {
            let transcript = read(split, boundary: "b")
            #expect(transcript.error == MultipartError(form.kind, at: form.offset), "\(split)")
        }
    }

    @Test func `an error stays`() {
        var reader = MultipartReader(boundary: Array("b".utf8))
        reader.receive(Array("--bX".utf8))
        let expected = MultipartError(.byteAfterBoundary(UInt8(ascii: "X")), at: 3)
        #expect(throws: expected) { try reader.nextEvent() }
        reader.receive(Array("--b--".utf8))
        #expect(throws: expected) { try reader.nextEvent() }
        #expect(throws: expected) { try reader.finish() }
    }

    @Test func `data comes in the runs in which it arrives, without a copy`() throws {
        var reader = MultipartReader(boundary: Array("b".utf8))
        reader.receive(Array("--b\r\nContent-Disposition: form-data; name=f\r\n\r\n".utf8))
        guard case .part = try reader.nextEvent() else {
            Issue.record("no part")
            return
        }
        #expect(try reader.nextEvent() == nil)
        let run = [UInt8](repeating: 7, count: 65536)
        reader.receive(run)
        guard case .data(let data) = try reader.nextEvent() else {
            Issue.record("no data")
            return
        }
        #expect(data.count == run.count)
        let isSame = unsafe data.withUnsafeBytes { part in
            unsafe run.withUnsafeBytes { unsafe part.baseAddress == $0.baseAddress }
        }
        #expect(isSame)
        #expect(try reader.nextEvent() == nil)
    }

    @Test func `only what may begin a delimiter is held back`() throws {
        var reader = MultipartReader(boundary: Array("boundary".utf8))
        reader.receive(Array("--boundary\r\nContent-Disposition: form-data; name=f\r\n\r\none\r\n--bound".utf8))
        _ = try reader.nextEvent()
        #expect(try reader.nextEvent() == .data(ArraySlice("one".utf8)))
        #expect(try reader.nextEvent() == nil)
        reader.receive(Array("less\r\n--boundary--".utf8))
        #expect(try reader.nextEvent() == .data(ArraySlice("\r\n--boundless".utf8)))
        #expect(try reader.nextEvent() == .endOfPart)
        #expect(try reader.nextEvent() == .end)
        #expect(try reader.nextEvent() == nil)
        try reader.finish()
    }

    @Test(.requirements("MP-03", "MP-04"))
    func `random data full of beginnings of the delimiter arrives as it was sent`() {
        let seed: UInt64 = 7578
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "\r", "\n", "-", "\r\n", "\r\n--", "\r\n--b", "\r\n--bb", "b", "\r\n--bbb-b", "\r\n--bbbb", "x",
            "\r\r\n--bb",
        ]
        for round in 0..<500 {
            let data = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let body = "--bbbbz\r\nContent-Disposition: form-data; name=f\r\n\r\n\(data)\r\n--bbbbz--"
            var reader = MultipartReader(boundary: Array("bbbbz".utf8))
            var transcript = Transcript()
            var rest = Array(body.utf8)[...]
            while !rest.isEmpty {
                let count = min(rest.count, Int.random(in: 1...9, using: &random))
                reader.receive(rest.prefix(count))
                rest = rest.dropFirst(count)
                transcript.take(from: &reader)
            }
            transcript.finish(&reader)
            #expect(transcript.parts.map(\.data) == [data], "seed \(seed), round \(round)")
            #expect(transcript.error == nil)
        }
    }

    // MARK: - Limits

    struct LimitCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: @Sendable (_ count: Int) -> String
        let limits: MultipartReader.Limits
        let limit: Int
        let kind: MultipartError.Kind

        static let all: [LimitCase] = [
            LimitCase(
                testDescription: "parts",
                body: { count in
                    (0..<count).map { _ in "--b\r\nContent-Disposition: form-data; name=f\r\n\r\n\r\n" }.joined()
                        + "--b--"
                },
                limits: limits { $0.partCount = 4 }, limit: 4, kind: .partCount(limit: 4)),
            LimitCase(
                testDescription: "bytes of the fields",
                body: { count in
                    let disposition = "Content-Disposition: form-data; name=f\r\n"
                    let filler = String(repeating: "x", count: count - disposition.utf8.count - "X: \r\n".utf8.count)
                    return "--b\r\n\(disposition)X: \(filler)\r\n\r\n\r\n--b--"
                },
                limits: limits { $0.headByteCount = 100 }, limit: 100, kind: .headByteCount(limit: 100)),
            LimitCase(
                testDescription: "bytes of a name",
                body: { count in
                    let name = String(repeating: "n", count: count)
                    return "--b\r\nContent-Disposition: form-data; name=\(name)\r\n\r\n\r\n--b--"
                },
                limits: limits { $0.nameByteCount = 10 }, limit: 10, kind: .nameByteCount(limit: 10)),
            LimitCase(
                testDescription: "bytes of a file name, decoded",
                body: { count in
                    let name = String(repeating: "%41", count: count)
                    return "--b\r\nContent-Disposition: form-data; name=f; filename=\(name)\r\n\r\n\r\n--b--"
                },
                limits: limits { $0.fileNameByteCount = 10 }, limit: 10, kind: .fileNameByteCount(limit: 10)),
        ]

        private static func limits(_ change: (inout MultipartReader.Limits) -> Void) -> MultipartReader.Limits {
            var limits = MultipartReader.Limits()
            change(&limits)
            return limits
        }
    }

    @Test(.requirements("MP-17"), arguments: LimitCase.all)
    func `a limit is inclusive`(limit: LimitCase) {
        for split in everySplit(of: limit.body(limit.limit - 1)) {
            #expect(read(split, boundary: "b", limits: limit.limits).error == nil, "below, \(split)")
        }
        for split in everySplit(of: limit.body(limit.limit)) {
            #expect(read(split, boundary: "b", limits: limit.limits).error == nil, "at, \(split)")
        }
        for split in everySplit(of: limit.body(limit.limit + 1)) {
            let error = read(split, boundary: "b", limits: limit.limits).error
            #expect(error?.kind == limit.kind, "above, \(split)")
            #expect(error?.status == 413)
        }
    }

    @Test(.requirements("MP-17")) func `fields without end are refused as soon as they pass the limit`() {
        var limits = MultipartReader.Limits()
        limits.headByteCount = 50
        var reader = MultipartReader(boundary: Array("b".utf8), limits: limits)
        reader.receive(Array("--b\r\n".utf8) + [UInt8](repeating: 0x41, count: 50))
        #expect(throws: Never.self) { try reader.nextEvent() }
        reader.receive([0x41])
        #expect(throws: MultipartError(.headByteCount(limit: 50), at: 55)) { try reader.nextEvent() }
    }

    @Test func `a line over the limit with a wrong end is refused for its length, however it arrives`() {
        var limits = MultipartReader.Limits()
        limits.headByteCount = 6
        for split in everySplit(of: "--b\r\nX: 1234\n") {
            let error = read(split, boundary: "b", limits: limits).error
            #expect(error == MultipartError(.headByteCount(limit: 6), at: 11), "\(split)")
        }
    }

    @Test func `an error says what is wrong and where`() {
        #expect(
            MultipartError(.endInPart, at: 4711).description
                == "the body ends within a part; the end delimiter is missing (at byte 4711 of the body)")
        #expect(
            MultipartError(.byteAfterBoundary(0x0A), at: 3).description
                == "a boundary must be followed by a line end or by --, not by the byte 0x0A (at byte 3 of the body)")
        #expect(
            MultipartError(.boundaryCharacter(UInt8(ascii: "{")), at: 0).description
                == "a boundary must not contain the character { (at byte 0 of the field Content-Type)")
    }
}

// MARK: - What was read

/// What a reader said, its runs of data joined.
struct Transcript: Equatable {
    struct Part: Equatable {
        let name: String
        let fileName: String?
        let rawFileName: String?
        let contentType: String?
        var data = ""
        var isComplete = false
    }

    var parts: [Part] = []
    var hasEnded = false
    var error: MultipartError?

    mutating func take(from reader: inout MultipartReader) {
        guard error == nil else { return }
        do throws(MultipartError) {
            while let event = try reader.nextEvent() {
                #expect(!hasEnded, "an event behind the end")
                switch event {
                case .part(let head):
                    parts.append(
                        Part(
                            name: head.name, fileName: head.fileName, rawFileName: head.rawFileName,
                            contentType: head.contentType))
                case .data(let run):
                    #expect(!run.isEmpty)
                    parts[parts.count - 1].data += String(decoding: run, as: UTF8.self)
                case .endOfPart: parts[parts.count - 1].isComplete = true
                case .end: hasEnded = true
                }
            }
        } catch {
            self.error = error
        }
    }

    mutating func finish(_ reader: inout MultipartReader) {
        guard error == nil else { return }
        do throws(MultipartError) { try reader.finish() } catch { self.error = error }
    }
}

/// Reads a body that arrives as `split` says.
func read(_ split: Split, boundary: String, limits: MultipartReader.Limits = .standard) -> Transcript {
    var reader = MultipartReader(boundary: Array(boundary.utf8), limits: limits)
    var transcript = Transcript()
    for run in split.runs {
        reader.receive(run)
        transcript.take(from: &reader)
    }
    transcript.finish(&reader)
    return transcript
}

// MARK: - Cases

struct Form: Sendable, CustomTestStringConvertible {
    struct Part: Sendable {
        var name = "files"
        var fileName: String?
        var rawFileName: String?
        var contentType: String?
        var data: String
    }

    let testDescription: String
    let boundary: String
    let body: String
    let parts: [Part]

    /// What reading this form gives.
    var transcript: Transcript {
        Transcript(
            parts: parts.map { part in
                Transcript.Part(
                    name: part.name, fileName: part.fileName, rawFileName: part.rawFileName ?? part.fileName,
                    contentType: part.contentType, data: part.data, isComplete: true)
            },
            hasEnded: true)
    }

    /// The first of these are what the peers sent, boundary included.
    static let all: [Form] = [
        Form(
            testDescription: "curl 7.88: a field, a file with a type, an empty field",
            boundary: "------------------------0ad7ce1ab7f560bc",
            body: """
                --------------------------0ad7ce1ab7f560bc
                Content-Disposition: form-data; name="key"

                value
                --------------------------0ad7ce1ab7f560bc
                Content-Disposition: form-data; name="files"; filename="image_2026-01-01_12:00:00.json"
                Content-Type: application/json

                {"a":1}
                --------------------------0ad7ce1ab7f560bc
                Content-Disposition: form-data; name="e"


                --------------------------0ad7ce1ab7f560bc--

                """.withNetworkLineEnds,
            parts: [
                Part(name: "key", data: "value"),
                Part(
                    fileName: "image_2026-01-01_12:00:00.json", contentType: "application/json", data: #"{"a":1}"#),
                Part(name: "e", data: ""),
            ]),
        Form(
            testDescription: "curl 7.88: a quote and raw UTF-8 in the file name",
            boundary: "------------------------c191e58e1da3dd15",
            body: """
                --------------------------c191e58e1da3dd15
                Content-Disposition: form-data; name="files"; filename="we%22ird ü.json"
                Content-Type: application/octet-stream

                {"a":2}
                --------------------------c191e58e1da3dd15--

                """.withNetworkLineEnds,
            parts: [
                Part(
                    fileName: #"we"ird ü.json"#, rawFileName: "we%22ird ü.json",
                    contentType: "application/octet-stream",
                    data: #"{"a":2}"#)
            ]),
        Form(
            testDescription: "curl --form-escape and before 7.81: a quote with a backslash",
            boundary: "------------------------413290980ad45402",
            body: """
                --------------------------413290980ad45402
                Content-Disposition: form-data; name="files"; filename="we\\"ird ü.json"
                Content-Type: application/octet-stream

                {"a":2}
                --------------------------413290980ad45402--

                """.withNetworkLineEnds,
            parts: [
                Part(fileName: #"we"ird ü.json"#, contentType: "application/octet-stream", data: #"{"a":2}"#)
            ]),
        Form(
            testDescription: "requests 2.34: no Content-Type, a single backslash",
            boundary: "c47fae5976675d860c763a149d68223c",
            body: """
                --c47fae5976675d860c763a149d68223c
                Content-Disposition: form-data; name="files"; filename="back\\sl.json"

                {"a":2}
                --c47fae5976675d860c763a149d68223c--

                """.withNetworkLineEnds,
            parts: [Part(fileName: #"back\sl.json"#, data: #"{"a":2}"#)]),
        Form(
            testDescription: "httpx 0.28: a doubled backslash",
            boundary: "a877f9244fe348594b5f6b6d66c82cfa",
            body: """
                --a877f9244fe348594b5f6b6d66c82cfa
                Content-Disposition: form-data; name="files"; filename="back\\\\sl.json"
                Content-Type: application/json

                {"a":2}
                --a877f9244fe348594b5f6b6d66c82cfa--

                """.withNetworkLineEnds,
            parts: [Part(fileName: #"back\sl.json"#, contentType: "application/json", data: #"{"a":2}"#)]),
        Form(
            testDescription: "aiohttp 3.14: Content-Type first, a percent-encoded file name",
            boundary: "390998313a4e4a859634711751a24698",
            body: """
                --390998313a4e4a859634711751a24698
                Content-Type: text/plain; charset=utf-8
                Content-Disposition: form-data; name="files"; filename="image_2026-01-01_12%3A00%3A00.json"

                {"a":1}
                --390998313a4e4a859634711751a24698--

                """.withNetworkLineEnds,
            parts: [
                Part(
                    fileName: "image_2026-01-01_12:00:00.json", rawFileName: "image_2026-01-01_12%3A00%3A00.json",
                    contentType: "text/plain; charset=utf-8", data: #"{"a":1}"#)
            ]),
        Form(
            testDescription: "early aiohttp: filename and filename*",
            boundary: "b",
            body: "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%C3%BC.zip\"; "
                + "filename*=utf-8''%C3%BC%20%25.zip\r\n\r\nzzz\r\n--b--\r\n",
            parts: [Part(fileName: "ü %.zip", rawFileName: "%C3%BC.zip", data: "zzz")]),
        Form(
            testDescription: "a preamble, blanks behind the boundaries, an epilogue",
            boundary: "b",
            body: "This is a form.\r\n--b \t\r\nContent-Disposition: form-data; name=files\r\n\r\none\r\n--b--\t \r\n"
                + "more\r\n--b\r\nnot read",
            parts: [Part(data: "one")]),
        Form(
            testDescription: "a body that begins with a line end",
            boundary: "b",
            body: "\r\n--b\r\nContent-Disposition: form-data; name=files\r\n\r\none\r\n--b--",
            parts: [Part(data: "one")]),
        Form(testDescription: "no part", boundary: "b", body: "--b--\r\n", parts: []),
        Form(
            testDescription: "the empty line is the line end of the delimiter",
            boundary: "b",
            body: "--b\r\nContent-Disposition: form-data; name=files\r\n\r\n--b--\r\n",
            parts: [Part(data: "")]),
        Form(
            testDescription: "data that looks like a delimiter and is none",
            boundary: "b",
            body:
                "--b\r\nContent-Disposition: form-data; name=files\r\n\r\n\r\n-b\n--b\r--b\r\n\r\n -- b--b\r\n--b--\r\n",
            parts: [Part(data: "\r\n-b\n--b\r--b\r\n\r\n -- b--b")]),
        Form(
            testDescription: "percent signs that encode nothing",
            boundary: "b",
            body: "--b\r\nContent-Disposition: form-data; name=files; filename=\"100%.txt\"\r\n\r\n1\r\n"
                + "--b\r\nContent-Disposition: form-data; name=files; filename=\"%FF.txt\"\r\n\r\n2\r\n--b--\r\n",
            parts: [Part(fileName: "100%.txt", data: "1"), Part(fileName: "%FF.txt", data: "2")]),
        Form(
            testDescription: "a boundary of all characters that may be in one",
            boundary: "azAZ09'()+_,-./:=? x",
            body: "--azAZ09'()+_,-./:=? x\r\nContent-Disposition: form-data; name=files\r\n\r\none\r\n"
                + "--azAZ09'()+_,-./:=? x--",
            parts: [Part(data: "one")]),
        Form(
            testDescription: "names of fields and parameters in any case, blanks around semicolons",
            boundary: "b",
            body: "--b\r\nCONTENT-disposition: Form-Data ; NAME=files ;FileName=\"\";\r\n\r\none\r\n--b--",
            parts: [Part(fileName: "", data: "one")]),
        Form(
            testDescription: "fields that a form does not need",
            boundary: "b",
            body: "--b\r\nX-Part: 1; name=other\r\nContent-Disposition: form-data; name=files\r\n"
                + "Content-Length: 1\r\n\r\none\r\n--b--",
            parts: [Part(data: "one")]),
        Form(
            testDescription: "an empty file, and one with NUL",
            boundary: "b",
            body: "--b\r\nContent-Disposition: form-data; name=files; filename=a\r\n\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=files; filename=b\r\n\r\n\0\r\0\n\0\r\n--b--",
            parts: [Part(fileName: "a", data: ""), Part(fileName: "b", data: "\0\r\0\n\0")]),
    ]
}

struct BrokenForm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: String
    let kind: MultipartError.Kind
    let offset: Int

    private init(_ description: String, _ body: String, _ kind: MultipartError.Kind, at offset: Int) {
        testDescription = description
        self.body = body
        self.kind = kind
        self.offset = offset
    }

    /// A body whose first part has these fields.
    private init(_ description: String, head: String, _ kind: MultipartError.Kind, at offset: Int = 5) {
        self.init(description, "--b\r\n\(head)\r\n\r\nx\r\n--b--\r\n", kind, at: offset)
    }

    private static let part = "--b\r\nContent-Disposition: form-data; name=f\r\n\r\n"

    static let all: [BrokenForm] = [
        BrokenForm("empty body", "", .noDelimiter, at: 0),
        BrokenForm("another boundary", "--c\r\n\r\n--c--\r\n", .noDelimiter, at: 14),
        BrokenForm("part of the first boundary", "--", .noDelimiter, at: 2),
        BrokenForm("the boundary is followed by a character", "--bc\r\n", .byteAfterBoundary(0x63), at: 3),
        BrokenForm("the boundary is followed by one hyphen", "--b-\r\n", .byteAfterBoundary(0x2D), at: 3),
        BrokenForm("the boundary is followed by a line feed", "--b\n", .byteAfterBoundary(0x0A), at: 3),
        BrokenForm("the boundary is followed by CR alone", "--b\rx", .byteAfterBoundary(0x0D), at: 3),
        BrokenForm("a blank before the two hyphens", "--b --", .byteAfterBoundary(0x2D), at: 4),
        BrokenForm("the end delimiter is followed by a character", "--b--x", .byteAfterBoundary(0x78), at: 5),
        BrokenForm("ends in the first boundary line", "--b", .endInDelimiter, at: 3),
        BrokenForm("ends in the padding", "--b \r", .endInDelimiter, at: 5),
        BrokenForm("ends between the last hyphens", part + "x\r\n--b-", .endInDelimiter, at: part.utf8.count + 7),
        BrokenForm("ends in the line end of the end delimiter", "--b--\r", .endInDelimiter, at: 6),
        BrokenForm("ends in the fields", "--b\r\nContent-Dis", .endInHead, at: 16),
        BrokenForm("ends before the fields", "--b\r\n", .endInHead, at: 5),
        BrokenForm("ends before the data", part, .endInPart, at: part.utf8.count),
        BrokenForm("ends in the data", part + "abc", .endInPart, at: part.utf8.count + 3),
        BrokenForm("ends in what may be a delimiter", part + "abc\r\n--", .endInPart, at: part.utf8.count + 7),
        BrokenForm("no field", "--b\r\n\r\nx\r\n--b--", .dispositionMissing, at: 5),
        BrokenForm("line feed alone", head: "X: y\nContent-Disposition: form-data; name=f", .bareLineEnd, at: 9),
        BrokenForm("CR in a field", head: "X: y\rz", .bareLineEnd, at: 9),
        BrokenForm("NUL in a field", head: "X: y\0z", .fieldCharacter(0), at: 9),
        BrokenForm("no colon", head: "Content-Disposition form-data", .fieldWithoutColon),
        BrokenForm("blank before the colon", head: "Content-Disposition : form-data", .fieldName),
        BrokenForm("empty name of a field", head: ": x", .fieldName),
        BrokenForm("folded first line", head: " x: y", .fieldName),
        BrokenForm("no Content-Disposition", head: "Content-Type: text/plain", .dispositionMissing),
        BrokenForm(
            "two Content-Dispositions",
            head: "Content-Disposition: form-data; name=f\r\nContent-Disposition: form-data; name=g",
            .repeatedField("Content-Disposition"), at: 45),
        BrokenForm(
            "attachment", head: "Content-Disposition: attachment; name=f", .notFormDataPart(disposition: "attachment")),
        BrokenForm("no name", head: "Content-Disposition: form-data; filename=f", .nameMissing),
        BrokenForm("nothing after the colon", head: "Content-Disposition:", .malformedDisposition),
        BrokenForm("open quote", head: #"Content-Disposition: form-data; name="f"#, .malformedDisposition),
        BrokenForm(
            "quote in quotes", head: #"Content-Disposition: form-data; name="f"g""#, .malformedDisposition),
        BrokenForm("blank in a token", head: "Content-Disposition: form-data; name=a b", .malformedDisposition),
        BrokenForm("no equals sign", head: "Content-Disposition: form-data; name", .malformedDisposition),
        BrokenForm("empty token", head: "Content-Disposition: form-data; name=", .malformedDisposition),
        BrokenForm("two names", head: "Content-Disposition: form-data; name=a; Name=b", .repeatedParameter("name")),
        BrokenForm(
            "two file names", head: "Content-Disposition: form-data; name=a; filename=b; filename=c",
            .repeatedParameter("filename")),
        BrokenForm(
            "filename* in another character set",
            head: "Content-Disposition: form-data; name=a; filename*=iso-8859-1'en'%A3", .encodedFileName),
        BrokenForm(
            "filename* with a bad percent sign", head: "Content-Disposition: form-data; name=a; filename*=UTF-8''%G1",
            .encodedFileName),
        BrokenForm(
            "filename* that is not UTF-8", head: "Content-Disposition: form-data; name=a; filename*=UTF-8''%FF",
            .encodedFileName),
        BrokenForm(
            "base64", head: "Content-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a",
            .transferEncoding("base64")),
    ]
}

extension String {
    /// A text of lines as it goes over the wire.
    fileprivate var withNetworkLineEnds: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    }
}
