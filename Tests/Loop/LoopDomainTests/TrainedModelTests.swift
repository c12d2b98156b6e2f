import Bytes
import JSON
import LoopDomain
import Testing

@Suite("Models")
struct TrainedModelTests {
    private let created = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)

    @Test
    func `a model is listed with all that clients of any version read`() {
        let model = TrainedModel(
            id: "m", version: "1.2", formats: ["mocked", "onnx"], created: created, comment: "c", host: "http://loop",
            training: 3)
        #expect(
            model.json.text(style: .spaced) == """
                {"id": "m", "version": "1.2", "formats": ["mocked", "onnx"], "created": "2021-06-01T06:28:21.288442", \
                "comment": "c", "host": "http://loop", "parent_id": null, "confusion_matrix": {}, "training": 3}
                """)
    }

    @Test
    func `a model without a version or a training says so`() {
        let json = TrainedModel(id: "m", version: nil, formats: [], created: created).json
        #expect(json["version"] == .null && json["training"] == .null && json["formats"] == [])
    }

    @Test
    func `a project's path is the resource that clients put "api" before`() {
        let path = ProjectPath(organization: "zauberzeug", project: "demo")
        #expect(path.resource == "/zauberzeug/projects/demo")
        #expect(path.description == "zauberzeug/demo")
    }
}

@Suite("UUIDs")
struct RandomUUIDTests {
    @Test
    func `are of version 4, and distinct`() {
        var generator = SeededGenerator(seed: 1)
        let ids = (0..<1000).map { _ in RandomUUID.next(using: &generator) }
        #expect(Set(ids).count == ids.count)
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(ids.allSatisfy { $0.wholeMatch(of: form) != nil })
    }

    @Test
    func `come again with the same seed`() {
        var one = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 7)
        for _ in 0..<10 { #expect(RandomUUID.next(using: &one) == RandomUUID.next(using: &other)) }
    }

    @Test
    func `are written in full, zeros and ones included`() {
        struct Constant: RandomNumberGenerator {
            let value: UInt64
            mutating func next() -> UInt64 { value }
        }
        var zeros = Constant(value: 0)
        #expect(RandomUUID.next(using: &zeros) == "00000000-0000-4000-8000-000000000000")
        var ones = Constant(value: .max)
        #expect(RandomUUID.next(using: &ones) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    }
}
