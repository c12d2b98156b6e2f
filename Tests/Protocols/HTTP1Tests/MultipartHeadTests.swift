import TestSupport
import Testing

@testable import HTTP1

/// The field that announces a form, and the fields of a part.
@Suite struct MultipartHeadTests {
    struct BoundaryCase: Sendable, CustomTestStringConvertible {
        let value: String
        let boundary: String
        var testDescription: String { value }
    }

    @Test(
        .requirements("MP-01"),
        arguments: [
            BoundaryCase(value: "multipart/form-data; boundary=x", boundary: "x"),
            BoundaryCase(value: "Multipart/Form-Data;BOUNDARY=AaB03x", boundary: "AaB03x"),
            BoundaryCase(value: #"multipart/form-data; charset=utf-8; boundary="a b:c""#, boundary: "a b:c"),
            BoundaryCase(value: " multipart/form-data ; boundary=x ; ", boundary: "x"),
            BoundaryCase(
                value: "multipart/form-data; boundary=\(String(repeating: "x", count: 70))",
                boundary: String(repeating: "x", count: 70)),
        ])
    func `a boundary is found`(field: BoundaryCase) throws {
        let boundary = try MultipartReader.boundary(fromContentType: field.value.utf8)
        #expect(String(decoding: boundary, as: UTF8.self) == field.boundary)
    }

    struct RefusedCase: Sendable, CustomTestStringConvertible {
        let value: String
        let kind: MultipartError.Kind
        var testDescription: String { value }
    }

    @Test(arguments: [
        RefusedCase(value: "", kind: .malformedContentType),
        RefusedCase(value: "application/json", kind: .notFormData(mediaType: "application/json")),
        RefusedCase(value: "multipart/mixed; boundary=x", kind: .notFormData(mediaType: "multipart/mixed")),
        RefusedCase(value: "multipart/form-data", kind: .boundaryMissing),
        RefusedCase(value: "multipart/form-data; boundary", kind: .malformedContentType),
        RefusedCase(value: "multipart/form-data; boundary=", kind: .malformedContentType),
        RefusedCase(value: "multipart/form-data; boundary=x; boundary=y", kind: .malformedContentType),
        RefusedCase(value: #"multipart/form-data; boundary="""#, kind: .boundaryLength(0)),
        RefusedCase(
            value: "multipart/form-data; boundary=\(String(repeating: "x", count: 71))", kind: .boundaryLength(71)),
        RefusedCase(value: "multipart/form-data; boundary=a{b", kind: .malformedContentType),
        RefusedCase(value: "multipart/form-data; boundary=a!b", kind: .boundaryCharacter(0x21)),
        RefusedCase(value: #"multipart/form-data; boundary="a;b""#, kind: .boundaryCharacter(0x3B)),
        RefusedCase(value: #"multipart/form-data; boundary="a ""#, kind: .boundaryCharacter(0x20)),
        RefusedCase(value: "multipart/form-data; boundary=\"a\r\nb\"", kind: .boundaryCharacter(0x0D)),
        RefusedCase(value: "multipart/form-data; boundary=\"ü\"", kind: .boundaryCharacter(0xC3)),
    ])
    func `a field without a boundary that may be one is refused`(field: RefusedCase) {
        let error = #expect(throws: MultipartError.self) {
            try MultipartReader.boundary(fromContentType: field.value.utf8)
        }
        #expect(error?.kind == field.kind)
        if case .notFormData = field.kind { #expect(error?.status == 415) } else { #expect(error?.status == 400) }
    }

    @Test func `folded lines are joined`() throws {
        let part = try part("Content-Disposition: form-data;\r\n  name=files;\r\n\tfilename=a\r\n\r\n")
        #expect(part.fileName == "a")
        #expect(
            part.fields == [.init(name: "Content-Disposition", value: "form-data; name=files; filename=a")])
    }

    @Test func `a field that is not UTF-8 is refused`() throws {
        var reader = MultipartHeadReader(at: 0)
        let bytes = Array("Content-Disposition: form-data; name=\"".utf8) + [0xFC] + Array("\"\r\n\r\n".utf8)
        _ = try reader.receive(bytes[...], limit: 1000)
        #expect(throws: MultipartError(.fieldNotUTF8, at: 0)) { try reader.part(limits: .standard) }
    }

    @Test(.requirements("MP-09")) func `a name is decoded like a file name`() throws {
        #expect(try part("Content-Disposition: form-data; name=\"files%5B%5D\"\r\n\r\n").name == "files[]")
    }

    @Test func `a file name with only the extended form has no raw form`() throws {
        let part = try part("Content-Disposition: form-data; name=f; filename*=UTF-8'en'a%2Fb\r\n\r\n")
        #expect(part.fileName == "a/b")
        #expect(part.rawFileName == nil)
    }

    private func part(_ text: String) throws -> MultipartReader.PartHead {
        var reader = MultipartHeadReader(at: 0)
        let outcome = try reader.receive(Array(text.utf8)[...], limit: 1000)
        #expect(outcome.count == text.utf8.count)
        #expect(outcome.isComplete)
        return try reader.part(limits: .standard)
    }
}
