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
        ("Loop: HTTP", 9),
        ("Loop: authentication", 28),
        ("Loop: training data", 42),
        ("Loop: uploads of images by detectors", 36),
        ("Loop: models", 50),
        ("Loop: trainings", 52),
        ("Loop: detectors and their models", 17),
        ("Loop: Socket.IO", 40),
        ("Loop: input for annotators", 15),
        ("Loop: projects and what tests ask for", 26),
        ("Detector: detections and uploads over REST", 59),
        ("Detector: Socket.IO", 60),
        ("Detector: outbox", 30),
        ("Detector: relevance filter", 20),
        ("Detector: model versions", 25),
        ("Detector: status to the Loop", 23),
        ("Trainer: status to the Loop", 29),
        ("Trainer: beginning and ending a training", 26),
        ("Trainer: data, models and detections", 39),
        ("Converter", 17),
        ("Annotator", 24),
        ("All nodes", 36),
    ])
    func `no section loses a requirement`(title: String, count: Int) throws {
        let section = try #require(Catalogue.sections.first { $0.title == title })
        #expect(section.requirements.count == count)
    }

    @Test func `there are 1100 in 39 sections, numbered in their order`() {
        #expect(Catalogue.sections.map(\.number) == Array(1...39))
        #expect(Catalogue.all.count == 1100)
        #expect(Catalogue.all == Catalogue.sections.flatMap(\.requirements))
    }

    @Test func `397 are of the protocols below the Learning Loop's own, and these come first`() {
        let isOwn = Catalogue.sections.map(\.subject.isOfLearningLoop)
        #expect(isOwn == Array(repeating: false, count: 17) + Array(repeating: true, count: 22))
        #expect(Catalogue.sections.prefix(17).flatMap(\.requirements).count == 397)
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

    @Test func `numbers go on from 01 in every topic`() {
        for topic in Dictionary(grouping: Catalogue.all, by: { $0.id.dropLast(3) }).values
        where isOfLearningLoop(topic[0]) {
            let numbers = topic.compactMap { Int($0.id.suffix(2)) }
            #expect(numbers == Array(1...topic.count), "\(topic[0].id)")
        }
    }

    @Test func `a source of the Learning Loop's own protocol says of which version or commit it is`() {
        for requirement in Catalogue.all where isOfLearningLoop(requirement) {
            for source in requirement.sources {
                let isDated = source.contains(/\d+\.\d+\.\d+|\(main, \d{4}\)| [0-9a-f]{7,8},/)
                #expect(isDated, "\(requirement.id): \(source)")
            }
        }
    }

    @Test func `only the Learning Loop's own protocol tells versions apart, and only of its library`() throws {
        let newest = try #require(LibraryVersion("0.27.0"))
        for requirement in Catalogue.all {
            switch requirement.versions {
            case .all: continue
            case .upTo(let version), .from(let version):
                #expect(version <= newest, "\(requirement.id)")
            case .between(let range):
                // What holds to the newest version holds on, as far as anybody knows.
                #expect(range.upperBound < newest, "\(requirement.id)")
            }
            #expect(isOfLearningLoop(requirement), "\(requirement.id)")
        }
    }

    @Test func `detectors, annotators and converters have requirements only for versions that have them`() throws {
        let lifetimes: [(Section.Subject, LibraryVersions)] = [
            (.detector, .from(try #require(LibraryVersion("0.6.1")))),
            (.annotator, .from(try #require(LibraryVersion("0.4.8")))),
            (.converter, .upTo(try #require(LibraryVersion("0.9.3")))),
        ]
        for (subject, lifetime) in lifetimes {
            for requirement in Catalogue.sections.filter({ $0.subject == subject }).flatMap(\.requirements) {
                switch requirement.versions {
                case .all: #expect(subject == .detector, "\(requirement.id)")
                case .upTo(let version), .from(let version):
                    #expect(lifetime.contains(version), "\(requirement.id)")
                case .between(let range):
                    #expect(lifetime.contains(range.lowerBound) && lifetime.contains(range.upperBound))
                }
            }
        }
    }

    @Test func `what is concluded and what is disputed can be told`() {
        #expect(Catalogue.requirement("LOOP-HT-06")?.isInferred == true)
        #expect(Catalogue.requirement("LOOP-TR-33")?.isInferred == false)
        #expect(Catalogue.requirement("LOOP-AU-18")?.isDisputed == true)
        #expect(Catalogue.requirement("LOOP-AU-11")?.isDisputed == false)
        for requirement in Catalogue.all where requirement.isInferred || requirement.isDisputed {
            #expect(isOfLearningLoop(requirement), "\(requirement.id)")
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

    private func isOfLearningLoop(_ requirement: Requirement) -> Bool {
        Catalogue.section(of: requirement.id)?.subject.isOfLearningLoop == true
    }
}
