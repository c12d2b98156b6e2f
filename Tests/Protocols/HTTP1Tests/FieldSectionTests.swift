import HTTP1
import TestSupport
import Testing

@Suite("Fields: RFC 9110, section 5")
struct FieldSectionTests {
    let fields = FieldSection([
        "Accept": "text/html", "X-List": "a, b ,,\t c", "x-list": "D", "Empty": "", "Connection": "Keep-Alive, Upgrade",
    ])

    @Test(.requirements("H1-HD-06")) func `names match without their case and keep their spelling`() {
        #expect(fields["accept"] == "text/html")
        #expect(fields["x-list"] == "a, b ,,\t c")
        #expect(fields["empty"] == "")
        #expect(fields["missing"] == nil)
        #expect(fields.contains("empty"))
        #expect(!fields.contains("accep"))
        #expect(fields.map(\.name) == ["Accept", "X-List", "x-list", "Empty", "Connection"])
        #expect(fields.count == 5)
    }

    @Test(.requirements("H1-HD-10")) func `list members come from all lines, without blanks and empty members`() {
        #expect(fields.listMembers(of: "x-list").map { String(decoding: $0, as: UTF8.self) } == ["a", "b", "c", "D"])
        #expect(fields.listMembers(of: "empty").isEmpty)
        #expect(fields.listMembers(of: "missing").isEmpty)
        #expect(fields.values(of: "x-list").count == 2)
    }

    @Test func `a list has a member whatever its case`() {
        #expect(fields.contains("upgrade", in: "connection"))
        #expect(fields.contains("keep-alive", in: "connection"))
        #expect(!fields.contains("keep", in: "connection"))
        #expect(fields.contains("d", in: "x-list"))
    }

    @Test func `sections are equal when they read the same, wherever their bytes lie`() throws {
        var server = Connection(role: .server)
        server.receive(Array("GET / HTTP/1.1\r\nHost:  a \r\nX:y\r\n\r\n".utf8))
        guard case .request(let head)? = try server.nextEvent() else { return #expect(Bool(false), "no request") }
        let built = FieldSection(["Host": "a", "X": "y"])
        #expect(head.fields == built)
        #expect(head.fields.hashValue == built.hashValue)
        #expect(head.fields != FieldSection(["Host": "a", "x": "y"]))
        #expect(head.fields != FieldSection(["X": "y", "Host": "a"]))
        #expect(head.fields != FieldSection(["Host": "a"]))
        #expect("\(built)" == "Host: a\nX: y")
    }

    @Test func `appending to a section that was read keeps what was there`() throws {
        var server = Connection(role: .server)
        server.receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        guard case .request(var head)? = try server.nextEvent() else { return #expect(Bool(false), "no request") }
        head.fields.append("Via", "1.1 b")
        #expect(head.fields == FieldSection(["Host": "a", "Via": "1.1 b"]))
    }
}
