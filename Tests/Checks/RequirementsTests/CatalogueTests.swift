import Requirements
import Testing

@Suite struct CatalogueTests {
    @Test(arguments: [
        ("Engine.IO: handshake and request checks", 27), ("Engine.IO: error answers", 15),
        ("Engine.IO: HTTP long-polling", 34), ("Engine.IO: packet encoding", 14), ("Engine.IO: heartbeat", 13),
        ("Engine.IO: upgrade", 24), ("Engine.IO: close and limits", 15),
        ("Engine.IO: headers, CORS, cookies, old clients", 14), ("Socket.IO: connect", 26),
        ("Socket.IO: packet grammar", 20), ("Socket.IO: acknowledgements", 14), ("Socket.IO: binary", 21),
        ("Socket.IO: disconnect, reconnect, volatile, rooms", 17),
        ("Socket.IO: connection state recovery (an optional extension)", 8), ("WebSocket (RFC 6455, RFC 7692)", 48),
        ("HTTP/1.1 (RFC 9110, RFC 9112, RFC 6585)", 66),
        ("multipart/form-data (RFC 7578, RFC 2046) and cookies", 21),
    ])
    func `no section loses a requirement`(title: String, count: Int) throws {
        let section = try #require(Catalogue.sections.first { $0.title == title })
        #expect(section.requirements.count == count)
    }

    @Test func `there are 397 in 17 sections, numbered in their order`() {
        #expect(Catalogue.sections.map(\.number) == Array(1...17))
        #expect(Catalogue.all.count == 397)
        #expect(Catalogue.all == Catalogue.sections.flatMap(\.requirements))
    }

    @Test func `no id and no sentence is there twice`() {
        #expect(Set(Catalogue.all.map(\.id)).count == Catalogue.all.count)
        #expect(Set(Catalogue.all.map(\.sentence)).count == Catalogue.all.count)
    }

    @Test func `ids say their protocol`() {
        for section in Catalogue.sections {
            let prefixes: [String]
            switch section.subject {
            case .engineIO: prefixes = ["EIO-"]
            case .socketIO: prefixes = ["SIO-"]
            case .webSocket: prefixes = ["WS-"]
            case .http: prefixes = ["H1-", "MP-", "CK-"]
            case .loop: prefixes = ["LOOP-"]
            case .detector: prefixes = ["DET-"]
            case .trainer: prefixes = ["TRN-"]
            case .converter: prefixes = ["CNV-"]
            case .annotator: prefixes = ["ANN-"]
            case .node: prefixes = ["NODE-"]
            }
            for requirement in section.requirements {
                #expect(prefixes.contains { requirement.id.hasPrefix($0) }, "\(requirement.id)")
            }
        }
    }

    @Test func `a requirement is found by its id, and its section with it`() throws {
        for section in Catalogue.sections {
            for requirement in section.requirements {
                #expect(Catalogue.requirement(requirement.id) == requirement)
                #expect(Catalogue.section(of: requirement.id) == section)
            }
        }
        #expect(Catalogue.requirement("EIO-HS-00") == nil)
        #expect(Catalogue.section(of: "") == nil)
    }

    @Test func `every sentence and source can be read without another list`() {
        for requirement in Catalogue.all {
            #expect(!requirement.sources.isEmpty, "\(requirement.id)")
            for source in requirement.sources {
                let isAbbreviated = ["[", "lib:", "§", "EIO ", "SIO "].contains { source.contains($0) }
                #expect(!isAbbreviated && source.count > 2, "\(requirement.id): \(source)")
            }
        }
    }

    @Test func `a requirement has all that is written of it`() throws {
        let requirement = try #require(Catalogue.requirement("EIO-HP-17"))
        #expect(requirement.level == .must)
        #expect(requirement.side == .server)
        #expect(requirement.sentence == "Multi-byte UTF-8 that is split between segments is decoded correctly.")
        #expect(
            requirement.sources == [
                "engine.io, test/server.js, \"should support chinese\"", "Engine.IO protocol 4, Packet encoding",
            ])
        #expect(Catalogue.requirement("SIO-AK-13")?.level == .may)
        #expect(Catalogue.requirement("MP-03")?.sentence.contains("`\\r\\n--`") == true)
    }

    @Test func `a side includes who has to meet it`() {
        #expect(Requirement.Side.allCases.map(\.includesServer) == [true, false, true])
        #expect(Requirement.Side.allCases.map(\.includesClient) == [false, true, true])
    }
}
