import HTTPClient
import JSON
import LoopDomain
import TestSupport
import Testing

@testable import MockLoop

@Suite("The document of the control interface", .timeLimit(.minutes(5)))
struct ControlDocumentTests {
    private let reader = DocumentReader(document: ControlDocument.json(url: "http://127.0.0.1:8080"))

    @Test
    func `the document has every operation, and no other`() {
        let documented = reader.operations
        let real = ControlOperation.allCases.map {
            DocumentReader.Operation(method: $0.description.method, path: $0.description.path)
        }
        #expect(documented.count == real.count)
        #expect(Set(documented) == Set(real))
        #expect(reader.document["openapi"] == "3.1.0")
        #expect(reader.document["servers"] == [["url": "http://127.0.0.1:8080/mockloop"]])
    }

    @Test
    func `every path is served for exactly the methods that the document has`() async throws {
        let all = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECTED"]
        try await TestLoop.run { loop in
            for path in Set(reader.operations.map(\.path)).sorted() {
                var taken = reader.operations.filter { $0.path == path }.map(\.method)
                if taken.contains("GET") { taken.append("HEAD") }
                for method in all where !taken.contains(method) {
                    let response = try await loop.send(method, "/mockloop\(filled(path))")
                    #expect(response.status == 405, "\(method) \(path)")
                    #expect(
                        response.field("Allow")?.split(separator: ", ").map(String.init).sorted() == taken.sorted(),
                        "\(path)")
                }
                for method in taken where method != "POST" {
                    let response = try await loop.send(method, "/mockloop\(filled(path))")
                    #expect(![405, 500].contains(response.status), "\(method) \(path)")
                }
            }
        }
    }

    /// The path with names in the place of braces.
    private func filled(_ path: String) -> String {
        path.split(separator: "/").map { $0.hasPrefix("{") ? "/x" : "/\($0)" }.joined()
    }

    @Test
    func `names in a path are its parameters, and all of them`() {
        for operation in reader.operations {
            let named = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                $0.dropFirst().dropLast()
            }
            let described = reader.parameters(of: operation).filter { $0["in"] == "path" }
            #expect(described.compactMap { $0["name"]?.string } == named.map(String.init), "\(operation)")
            #expect(described.allSatisfy { $0["required"] == true && $0["description"]?.string != "" })
        }
    }

    @Test
    func `every example is what its schema says, and every answer and body has one`() {
        for operation in reader.operations {
            for status in reader.statuses(of: operation) {
                let examples = reader.examples(of: operation, status: status)
                for example in examples {
                    #expect(reader.flaws(in: example, as: status, of: operation) == [], "\(operation)")
                }
            }
            for example in reader.examples(of: operation, status: nil) {
                #expect(reader.flaws(in: example, as: nil, of: operation) == [], "\(operation)")
            }
        }
        for (name, schema) in reader.schemas {
            let examples = schema["examples"]?.array ?? []
            #expect(examples.count == 1, "\(name)")
            for example in examples { #expect(reader.flaws(in: example, schema, at: name) == []) }
        }
    }

    @Test
    func `every example of a body is taken by the code that takes bodies`() throws {
        for operation in ControlOperation.allCases {
            let description = operation.description
            guard let body = description.body else { continue }
            for (name, schema, example) in body.namedOnes {
                #expect(throws: Never.self, "\(operation) \(name)") { try schema.check(example, at: "") }
            }
        }
    }

    @Test
    func `statuses are those that a request can get, in their order`() throws {
        let wait = try #require(reader.operations.first { $0.path == "/wait" })
        #expect(reader.statuses(of: wait) == [200, 400, 413, 415, 422, 504])
        let node = DocumentReader.Operation(method: "GET", path: "/nodes/{node}")
        #expect(reader.statuses(of: node) == [200, 400, 404, 409])
        let journal = DocumentReader.Operation(method: "GET", path: "/journal")
        #expect(reader.statuses(of: journal) == [200, 400, 422])
    }

    @Test
    func `the document is served, with the address by which it was asked for`() async throws {
        try await TestLoop.run { loop in
            let client = try RawClient(port: loop.port)
            let response = try await client.exchange("GET /mockloop/openapi.json HTTP/1.1\r\nHost: loop:8\r\n\r\n")
            #expect(response.status == 200)
            #expect(response.value("Content-Type") == "application/json")
            let document = try Value(parsing: response.body)
            #expect(document["servers"] == [["url": "http://loop:8/mockloop"]])
            #expect(document["paths"] == reader.document["paths"])
            #expect(document["components"] == reader.document["components"])
        }
    }

    @Test(
        arguments: ["demo", "a", "0", "a-b_c.d", "generator", "", "A", "-a", "ä", "a b", "a/b", ".", "a\n"]
            + [String(repeating: "a", count: 100), String(repeating: "a", count: 101)])
    func `names of projects are described as they are taken`(name: String) {
        let order: Value = ["project_name": .string(name)]
        let isTaken = (try? ProjectConfiguration(json: order, organization: "zauberzeug")) != nil
        let isChecked = (try? Schema.projectOrder.check(order, at: "")) != nil
        #expect(isTaken == isChecked)
        #expect(reader.flaws(in: order, ["$ref": "#/components/schemas/ProjectOrder"], at: "").isEmpty == isTaken)
    }

    @Test
    func `everything that the generator takes is described, with its limits`() throws {
        let members = Schema.projectOrder.members
        for member in members where !["organization", "project_name", "image_style"].contains(member.name) {
            guard case .either(let kinds, by: .type)? = Optional(member.schema), case .either(let inner, _) = kinds[0],
                case .integer(let range) = inner[0]
            else {
                Issue.record("\(member.name) is no count")
                continue
            }
            for (count, fits) in [(range.upperBound, true), (range.upperBound + 1, false), (-1, false)] {
                let order: Value = .object([
                    Member(name: "project_name", value: "a"), Member(name: member.name, value: .number(Number(count))),
                ])
                let isTaken = (try? ProjectConfiguration(json: order, organization: "a")) != nil
                #expect(isTaken == fits, "\(member.name) \(count)")
                #expect(((try? Schema.projectOrder.check(order, at: "")) != nil) == fits, "\(member.name) \(count)")
            }
        }
        let configuration = try ProjectConfiguration(
            json: .object(
                [Member(name: "project_name", value: "a")]
                    + members.filter { $0.standard == 0 }.map {
                        Member(name: $0.name, value: 1)
                    }), organization: "a")
        #expect(configuration.imageCounts.values.allSatisfy { $0 == 1 } && configuration.tagCount == 1)
        #expect(
            [configuration.categoryCounts, configuration.annotationCounts, configuration.detectionCounts].allSatisfy {
                $0.allSatisfy { $0.count == 1 }
            })
    }
}
