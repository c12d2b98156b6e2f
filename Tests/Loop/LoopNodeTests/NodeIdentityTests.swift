import Bytes
import Foundation
import TestSupport
import Testing

@testable import LoopNode

@Suite struct NodeIdentityTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func uuid(of name: String) throws -> String {
        var generator = SeededGenerator(seed: 1)
        return try NodeIdentity(dataFolder: scratch.path).uuid(of: name, using: &generator)
    }

    @Test func `an identity is made once and written as Python writes it`() throws {
        let uuid = try uuid(of: "My Converter")
        #expect(uuid.count == 36)
        #expect(try scratch.text("uuids.json") == #"{"my_converter": "\#(uuid)"}"#)
        #expect(try self.uuid(of: "my_converter") == uuid)
        #expect(try self.uuid(of: "MY CONVERTER") == uuid)
        #expect(try scratch.names() == ["uuids.json"])
    }

    @Test func `identities of other nodes stay, in their order`() throws {
        try scratch.file("uuids.json", #"{"z": "1", "\u00fc": "2"}"#)
        let uuid = try uuid(of: "a")
        #expect(try scratch.text("uuids.json") == #"{"z": "1", "\u00fc": "2", "a": "\#(uuid)"}"#)
        #expect(try self.uuid(of: "Ü") == "2")
    }

    @Test func `an empty identity is made anew`() throws {
        try scratch.file("uuids.json", #"{"a": ""}"#)
        let uuid = try uuid(of: "a")
        #expect(try scratch.text("uuids.json") == #"{"a": "\#(uuid)"}"#)
    }

    @Test(arguments: ["", "{", "[]", "3"])
    func `a file that is no JSON object is not written over`(content: String) throws {
        try scratch.file("uuids.json", content)
        let error = #expect(throws: NodeError.self) { try uuid(of: "a") }
        #expect(error?.description.contains("uuids.json") == true)
        #expect(try scratch.text("uuids.json") == content)
    }
}
